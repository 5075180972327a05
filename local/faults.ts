import { isJsonObject } from './sagemaker/json.ts';

/** What shall go wrong with the next `count` calls of `operation`. */
export interface Fault<Kind extends string = string> {
  readonly operation: string;
  readonly kind: Kind;
  readonly count: number;
}

export type AddedFault =
  | { readonly ok: true; readonly value: Fault }
  | { readonly ok: false; readonly message: string };

/** Where faults of a service are asked for. */
export interface FaultDoor {
  readonly operations: readonly string[];
  /** Checks and queues a fault; `count` is 1 where absent. Says what is allowed where it refuses. */
  add(fault: unknown): AddedFault;
}

export interface Faults<Kind extends string> extends FaultDoor {
  /** Uses up one of the oldest fault of the operation whose kind is wanted; null: none is pending. */
  take(operation: string, isWanted?: (kind: Kind) => boolean): Kind | null;
}

const MAX_COUNT = 1_000_000;

/** A queue of faults that begins with `pending`. `kinds`: those of each operation; `save` is told of every change. */
export function createFaults<Kind extends string>(
  kinds: ReadonlyMap<string, readonly Kind[]>,
  pending: readonly Fault<Kind>[],
  save: (pending: readonly Fault<Kind>[]) => void,
): Faults<Kind> {
  let queue = pending;
  const change = (changed: readonly Fault<Kind>[]): void => {
    save(changed);
    queue = changed;
  };
  return {
    operations: [...kinds.keys()],
    add: (input) => {
      const checked = checkFault(input, kinds);
      if (checked.ok) change([...queue, checked.value]);
      return checked;
    },
    take: (operation, isWanted = () => true) => {
      const taken = queue.find((fault) => fault.operation === operation && isWanted(fault.kind));
      if (!taken) return null;
      const used = { ...taken, count: taken.count - 1 };
      change(queue.map((fault) => (fault === taken ? used : fault)).filter(({ count }) => count > 0));
      return taken.kind;
    },
  };
}

type CheckedFault<Kind extends string> =
  | { readonly ok: true; readonly value: Fault<Kind> }
  | { readonly ok: false; readonly message: string };

function checkFault<Kind extends string>(
  input: unknown,
  kinds: ReadonlyMap<string, readonly Kind[]>,
): CheckedFault<Kind> {
  const { operation, kind, count = 1 } = isJsonObject(input) ? input : {};
  const allowed = typeof operation === 'string' ? kinds.get(operation) : undefined;
  if (typeof operation !== 'string' || !allowed) return unknownOperation(operation, [...kinds.keys()]);
  const known = allowed.find((candidate) => candidate === kind);
  if (known === undefined) {
    return { ok: false, message: `kind is \`${kind}\`; use one of ${allowed.join(', ')} with ${operation}` };
  }
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    return { ok: false, message: `count is \`${count}\`; use a whole number from 1 to ${MAX_COUNT}` };
  }
  return { ok: true, value: { operation, kind: known, count } };
}

const unknownOperation = (operation: unknown, operations: readonly string[]) =>
  ({ ok: false, message: `operation is \`${operation}\`; use one of ${operations.join(', ')}` }) as const;

/** One door to several services, none of which has an operation of another. */
export function oneDoor(services: readonly FaultDoor[]): FaultDoor {
  const operations = services.flatMap((service) => service.operations);
  return {
    operations,
    add: (fault) => {
      const operation = isJsonObject(fault) ? fault.operation : undefined;
      const service = services.find((candidate) => candidate.operations.some((name) => name === operation));
      return service ? service.add(fault) : unknownOperation(operation, operations);
    },
  };
}

/** Stands where the service is not an embedded one. */
export const noFaults = (operations: readonly string[], message: string): FaultDoor => ({
  operations,
  add: () => ({ ok: false, message }),
});
