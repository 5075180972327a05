import type { JsonObject } from '../../../gateway/shared/json.ts';
import { applyChanges, type JsonPatch } from '../../../gateway/shared/json-patch.ts';
import type { Random } from '../../../scripts/mutations/random.ts';
import { type Mutation, mutationsOf } from './mutations.ts';
import type { Pool } from './pool.ts';

/** A request, and what makes it of its base. */
export interface Attempt {
  readonly request: JsonObject;
  readonly changes: readonly JsonPatch[];
}

/** So many pairs for each single mutation, then no more are looked for. */
const MOST_PAIRS_EACH = 50;

/** The base, then one thing after another made another, then two at a time: as many as are asked for. Many are not valid. */
export function* attemptsOn(base: JsonObject, pool: Pool, person: string, random: Random): Iterable<Attempt> {
  yield { request: base, changes: [] };
  const mutations = inTurn(mutationsOf(pool, base, person), random);
  for (const mutation of mutations) yield* attempt(base, [mutation]);
  const abouts = [...Map.groupBy(mutations, ({ about }) => about).values()];
  if (abouts.length < 2) return;
  for (let pairs = 0; pairs < mutations.length * MOST_PAIRS_EACH; pairs += 1) {
    // By what they are about first: else most pairs would be of instance types.
    const [one = [], other = []] = random.shuffled(abouts);
    yield* attempt(base, [random.pick(one), random.pick(other)]);
  }
}

/** Nothing where they change nothing. */
function attempt(base: JsonObject, mutations: readonly Mutation[]): readonly Attempt[] {
  let request = base;
  const changes: JsonPatch[] = [];
  for (const mutation of mutations) {
    const made = applyChanges(request, mutation.changesIn(request));
    if (made.patches.length === 0) return [];
    request = made.request;
    changes.push(...made.patches);
  }
  return [{ request, changes }];
}

/** Those about each thing in a random order, the things taking turns: wherever one stops, all had their share. */
function inTurn(mutations: readonly Mutation[], random: Random): readonly Mutation[] {
  const lists = [...Map.groupBy(mutations, ({ about }) => about).values()].map((each) => random.shuffled(each));
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list.slice(turn, turn + 1))).flat();
}
