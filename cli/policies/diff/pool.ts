import type { Bundle } from '../../../gateway/bundle/open.ts';
import { isJsonList, isJsonObject, type Json } from '../../../gateway/shared/json.ts';
import type { Prices } from '../../../gateway/shared/prices.ts';
import type { Random } from '../../../scripts/mutations/random.ts';
import { type MemberValues, membersIn } from './expression-members.ts';
import { sampled, samplesOf } from './samples.ts';

/** What two bundles speak of, from which requests are made that they may judge differently. */
export interface Pool {
  /** Whole numbers that are written somewhere, and their neighbours; ascending. */
  readonly numbers: readonly number[];
  /** Texts of params and of the organisation's lists, globs filled in, and samples of patterns. */
  readonly texts: readonly string[];
  /** Values by the key of a tag that is spoken of. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
  /** Tags by which bindings are for a request, or not. */
  readonly conditions: readonly TagValues[];
  /** Hyperparameters and environment variables that expressions speak of. */
  readonly members: readonly MemberValues[];
  /** Names that may hold what looks like a secret. */
  readonly secretNames: readonly string[];
  /** Names of algorithms that may stand for an image. */
  readonly algorithms: readonly string[];
  /** What a job may cost. */
  readonly ceilingsUsd: readonly number[];
  readonly prices: readonly Prices[];
}

/** Values of the tag with a key. */
export interface TagValues {
  readonly key: string;
  readonly values: readonly string[];
}

/** The same for the same bundles and the same chance. */
export function poolOf(bundles: readonly Bundle[], random: Random): Pool {
  const written = bundles.flatMap(writtenIn).flatMap(leavesOf);
  const texts = written.flatMap((leaf) => (typeof leaf === 'string' ? leaf : []));
  const numbers = written.flatMap((leaf) => (typeof leaf === 'number' ? [leaf] : numbersIn(leaf)));
  return {
    numbers: [...new Set(numbers.flatMap(around))].sort((a, b) => a - b),
    texts: unique(texts.flatMap((text) => samplesOf(text, random))),
    tags: tagsOf(bundles, random),
    conditions: bundles.flatMap(matchedTags),
    members: texts.flatMap((text) => membersIn(text, numbersIn(text).flatMap(around))),
    secretNames: unique(bundles.flatMap((bundle) => textsUnder(bundle, 'allowedKeys', random))),
    algorithms: unique(bundles.flatMap((bundle) => textsUnder(bundle, 'algorithms', random))),
    ceilingsUsd: unique([...bundles.flatMap(writtenIn).flatMap(ceilingsIn), ...bundles.flatMap(budgetsUsd)]),
    prices: bundles.map(({ prices }) => prices),
  };
}

/** All that is data of an organisation's; of quotas the amounts, but for those of money. */
function writtenIn({ policies, waivers, quotas, organization }: Bundle): readonly Json[] {
  const { defaults = {}, overrides = {}, teams } = organization;
  const bindings = policies.flatMap((policy) => policy.bindings.map(({ params }) => params));
  const bounds = waivers.flatMap(({ within }) => within.map(({ params }) => params));
  const lists = teams.map((team) => ({ ...team.values, roles: team.trainingRoles, defaults: team.defaults ?? {} }));
  const amounts = quotas.limits.filter(({ dimension }) => dimension !== 'usdMicros').map(({ most }) => most);
  // Plain data of files, whose interfaces are no JsonObject to the compiler.
  return [bindings, bounds, amounts, defaults, overrides, lists] as unknown as readonly Json[];
}

/** What may be used up in a period is the most that a single job may cost. */
const budgetsUsd = ({ quotas }: Bundle): readonly number[] =>
  quotas.limits.flatMap(({ dimension, most }) => (dimension === 'usdMicros' ? [most / 1e6] : []));

type Leaf = string | number | boolean | null;

/** The texts and numbers in a value. The keys of objects are params' names, and tags' are found by `tagsOf`. */
function leavesOf(value: Json): readonly Leaf[] {
  if (isJsonList(value)) return value.flatMap(leavesOf);
  if (isJsonObject(value)) return Object.values(value).flatMap(leavesOf);
  return [value];
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Numbers in a text that is an expression, or a time such as `8h`; those in names and ARNs mean nothing. */
function numbersIn(leaf: Leaf): readonly number[] {
  if (typeof leaf !== 'string') return [];
  const [, count, unit] = /^(\d+)([smhd])$/.exec(leaf) ?? [];
  if (count !== undefined) return [Number(count) * (SECONDS[unit ?? ''] ?? 1)];
  return /[<>=]/.test(leaf) ? (leaf.match(/\b\d+(?:\.\d+)?\b/g) ?? []).map(Number) : [];
}

/** What a job may cost, wherever a param says so, in USD. */
function ceilingsIn(value: Json): readonly number[] {
  if (isJsonList(value)) return value.flatMap(ceilingsIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([member, inner]) =>
    typeof inner === 'number' && /usd/i.test(member) ? [inner] : ceilingsIn(inner),
  );
}

const LARGEST = 2_419_200;

/** Neighbours as well, within what SageMaker takes for any number. */
export const around = (number: number): readonly number[] =>
  [Math.floor(number) - 1, Math.floor(number), Math.ceil(number), Math.ceil(number) + 1].filter(
    (each) => each >= 0 && each <= LARGEST + 1,
  );

/** A value that nobody listed. */
const STRANGER = 'x-unlisted';

function tagsOf(bundles: readonly Bundle[], random: Random): Pool['tags'] {
  const found = bundles.flatMap((bundle) => [
    ...demandedTags(bundle, random),
    ...matchedTags(bundle),
    ...setTags(bundle),
    ...limitedTags(bundle),
  ]);
  const byKey = Map.groupBy(found, ({ key }) => key);
  return new Map(
    [...byKey].map(([key, some]) => [key, unique([...some.flatMap(({ values }) => values), STRANGER, ''])]),
  );
}

/** Wherever a param has a key with a pattern or values. */
function demandedTags({ policies, organization }: Bundle, random: Random): readonly TagValues[] {
  const inside = (value: Json): readonly TagValues[] => {
    if (isJsonList(value)) return value.flatMap(inside);
    if (!isJsonObject(value)) return [];
    const { key, pattern, values } = value;
    const own = typeof key === 'string' ? [{ key, values: [...texts(values), ...patterned(pattern, random)] }] : [];
    return [...own, ...Object.values(value).flatMap(inside)];
  };
  const texts = (values: Json | undefined): readonly string[] => {
    if (isJsonList(values)) return values.filter((each) => typeof each === 'string');
    const list = isJsonObject(values) ? values.team : undefined;
    return typeof list === 'string' ? organization.teams.flatMap((team) => team.values[list] ?? []) : [];
  };
  return policies.flatMap(({ bindings }) => bindings.flatMap(({ params }) => inside(params)));
}

const patterned = (pattern: Json | undefined, random: Random): readonly string[] =>
  typeof pattern === 'string' ? sampled(pattern, random) : [];

/** Texts of a list that the params of some binding have under a name, globs filled in. */
const textsUnder = ({ policies }: Bundle, member: string, random: Random): readonly string[] =>
  policies
    .flatMap(({ bindings }) => bindings.flatMap(({ params }) => params[member] ?? []))
    .flatMap((text) => (typeof text === 'string' ? samplesOf(text, random) : []));

const matchedTags = ({ policies }: Bundle): readonly TagValues[] =>
  policies.flatMap(({ bindings }) =>
    bindings.flatMap(({ match, except }) =>
      [match, except].flatMap((each) => Object.entries(each?.tags ?? {}).map(([key, values]) => ({ key, values }))),
    ),
  );

function setTags({ organization }: Bundle): readonly TagValues[] {
  const { defaults, overrides, teams } = organization;
  const settings = [defaults, overrides, ...teams.map((team) => team.defaults)];
  return settings.flatMap((each) =>
    Object.entries(each?.tags ?? {}).map(([key, value]) => ({ key, values: typeof value === 'string' ? [value] : [] })),
  );
}

/** Those by whose values quotas count. */
const limitedTags = ({ quotas }: Bundle): readonly TagValues[] =>
  quotas.limits.flatMap(({ scope }) => {
    const [, key, value] = /^tag:([^=]*)=(.*)$/s.exec(scope) ?? [];
    return key === undefined || value === undefined ? [] : [{ key, values: value === '*' ? [] : [value] }];
  });

export const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)];
