import type { CancellationReason, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Step, TABLE } from './steps.ts';

/** What a caller sees of an answer, in a form that two implementations can share: no metadata, no words. */
export interface Outcome {
  /** The exception's name; null: success. */
  readonly error: string | null;
  /** `<code>` of each item of a cancelled transaction. */
  readonly reasons: readonly string[];
  /** Everything else, as canonical JSON: items, attributes, items of reasons. */
  readonly content: string;
}

export async function outcomeOf(step: Step, client: DynamoDBClient, run: string): Promise<Outcome> {
  try {
    return { error: null, reasons: [], content: canonical(shown(await step.send(client, run))) };
  } catch (thrown) {
    // What the SDK throws.
    const error = thrown as Error & { Item?: object; CancellationReasons?: CancellationReason[] };
    const reasons = error.CancellationReasons ?? [];
    const content = canonical([error.Item, ...reasons.map(({ Item }) => Item)].map((item) => item ?? null));
    return { error: error.name, reasons: reasons.map(({ Code }) => Code ?? 'None'), content };
  }
}

/** The members that carry items. Items without promised order are put in one. */
function shown(answer: object): object {
  const { Attributes, Item, Items, Responses, Count } = answer as Record<string, unknown>;
  const batch = Responses && !Array.isArray(Responses) ? (Responses as Record<string, unknown[]>)[TABLE] : undefined;
  return {
    // No attributes are shown as none, or as an empty map: the SDK's callers cannot rely on either.
    Attributes: Attributes && Object.keys(Attributes).length > 0 ? Attributes : undefined,
    Item,
    Items: Array.isArray(Items) ? inRanks(Items) : undefined,
    Responses: batch ? batch.map(canonical).sort() : Responses,
    Count,
  };
}

/** By rank as they came, by key where the rank is the same. */
function inRanks(items: readonly { rank?: { N?: string } }[]): readonly unknown[] {
  const ranks = [...new Set(items.map(({ rank }) => rank?.N))];
  return ranks.map((rank) => [
    rank,
    items
      .filter((item) => item.rank?.N === rank)
      .map(canonical)
      .sort(),
  ]);
}

/** JSON with the members of each object in alphabetical order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
