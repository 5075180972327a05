import { isJsonList, type Json, type JsonObject, objectIn } from '../../../gateway/shared/json.ts';
import { applyChanges, escaped, type JsonPatch } from '../../../gateway/shared/json-patch.ts';
import type { Random } from '../../../scripts/mutations/random.ts';
import { type Mutation, mutated, mutationsOf } from './mutations.ts';
import type { Pool } from './pool.ts';

/** A request, and what makes it of its base. */
export interface Attempt {
  readonly request: JsonObject;
  readonly changes: readonly JsonPatch[];
}

/** So many pairs for each single mutation, then no more are looked for. */
const MOST_PAIRS_EACH = 50;

/** Makes a request allowed by such mutations; null: none was found. */
export type Allowing = (request: JsonObject, mutations: readonly Mutation[]) => JsonObject | null;

/**
 * The base, then one thing after another made another; the same where other bindings are for it, by its tags; then two
 * things at a time. As many as are asked for: many are not valid.
 */
export function* attemptsOn(
  base: JsonObject,
  pool: Pool,
  person: string,
  random: Random,
  allowing: Allowing,
): Iterable<Attempt> {
  const plain = { request: base, changes: [] };
  yield plain;
  const mutations = inTurn(mutationsOf(pool, base, person), random);
  for (const mutation of mutations) yield* attempt(plain, [mutation]);
  const contexts = contextsOf(base, mutations, pool, allowing);
  yield* contexts;
  for (const mutation of mutations) for (const context of contexts) yield* attempt(context, [mutation]);
  const abouts = [...Map.groupBy(mutations, ({ about }) => about).values()];
  if (abouts.length < 2) return;
  for (let pairs = 0; pairs < mutations.length * MOST_PAIRS_EACH; pairs += 1) {
    // By what they are about first: else most pairs would be of instance types.
    const [one = [], other = []] = random.shuffled(abouts);
    yield* attempt(plain, [random.pick(one), random.pick(other)]);
  }
}

/** Requests that are allowed while other conditions on tags hold, one for each combination that another tag brings about. */
function contextsOf(
  base: JsonObject,
  mutations: readonly Mutation[],
  { conditions }: Pool,
  allowing: Allowing,
): readonly Attempt[] {
  const seen = new Set([heldBy(base, conditions)]);
  return mutations.flatMap((mutation) => {
    if (!mutation.about.startsWith('/Tags ')) return [];
    const tagged = mutated(base, [mutation]);
    const held = heldBy(tagged, conditions);
    if (seen.has(held)) return [];
    seen.add(held);
    // Where the same tag could be made another, it would be made the old one.
    const request = allowing(
      tagged,
      mutations.filter(({ about }) => about !== mutation.about),
    );
    return request ? [{ request, changes: changesBetween(base, request) }] : [];
  });
}

/** Operations that make one request of another, member by member. */
function changesBetween(base: JsonObject, request: JsonObject): readonly JsonPatch[] {
  const members = Object.keys({ ...base, ...request });
  const changes = members.map((member) => ({ path: `/${escaped(member)}`, value: request[member] ?? null }));
  return applyChanges(base, changes).patches;
}

const heldBy = ({ Tags: tags }: JsonObject, conditions: Pool['conditions']): string =>
  conditions.map(({ key, values }) => (values.some((value) => hasTag(tags, key, value)) ? '1' : '0')).join('');

const hasTag = (tags: Json | undefined, key: string, value: string): boolean =>
  isJsonList(tags) && tags.map(objectIn).some((tag) => tag.Key === key && tag.Value === value);

/** Nothing where they change nothing. */
function attempt(start: Attempt, mutations: readonly Mutation[]): readonly Attempt[] {
  let { request } = start;
  const changes = [...start.changes];
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
