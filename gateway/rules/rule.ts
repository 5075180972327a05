import leven, { closestMatch } from 'leven';
import type { Finding } from '../shared/decision.ts';
import type { JsonObject } from '../shared/json.ts';
import { type Site, type Team, type Values, valuesOf } from '../shared/organization.ts';
import type { Prices } from '../shared/prices.ts';
import type { Principal } from '../shared/principal.ts';
import type { Workload } from '../shared/workload.ts';

/** What a rule judges. */
export interface Subject {
  readonly workload: Workload;
  readonly principal: Principal;
  readonly team: Team;
  readonly site: Site;
  /** What is judged, as it would be sent: for rules that have to look past the workload. */
  readonly request: JsonObject;
  readonly prices: Prices;
}

/** Everything that is wrong with a subject; none: it passes. Pure, and safe to run concurrently. */
export type Check = (subject: Subject) => readonly Finding[];

/** What a text in a file must be. Schemas name these as the `format` of a string. */
export interface Word {
  is(text: string): boolean;
  /** What is wrong with a text that is none. */
  problemOf(text: string): string;
  /** Every text that is one, where they are a few; with a `shape`, those that are no such pattern. For editors. */
  readonly names?: readonly string[];
  /** What every text that is one looks like. */
  readonly shape?: RegExp;
}

export interface RuleDefinition<Params> {
  /** Names the rule in policies, and its folder. */
  readonly id: string;
  /** What it is for, in a few words. */
  readonly title: string;
  /**
   * JSON Schema (2020-12) of the params. Beside the standard keywords, a string may have one of the formats of
   * bundle/vocabulary.ts, which know the organisation and the instance types, or one of the rule's own.
   */
  readonly params: JsonObject;
  /** Formats of the rule's own by their names, which no other has. */
  readonly formats?: Readonly<Record<string, Word>>;
  /**
   * What the params demand of a job, each a sentence for the people who submit jobs: Markdown, no full stop. `team` is the
   * team they are written for; null: for any, so that `{team: x}` stays a name.
   */
  sentences?(params: Params, team: Team | null): readonly string[];
  /**
   * Of each thing that the params hold to a list, what is allowed: by its name, such as `subnets`. What no job of a team
   * can have for all policies together is a contradiction, which is what this serves to find.
   */
  choices?(params: Params, team: Team): Readonly<Record<string, readonly string[]>>;
  /** Keys of the tags that the rule looks at under these params, or EVERY_TAG; none where it looks at none. */
  tagKeys?(params: Params): readonly string[];
  /** `false`: no waiver lifts it, whatever a policy says. */
  readonly waivable?: boolean;
  /** What is wrong with params that fit the schema, for the author of the policy: asked where bundles are compiled. */
  flaws?(params: Params): readonly ParamFlaw[];
  /** Makes `tagKeys` and `check` usable: loads what most bundles need not. Asked for each bundle that uses the rule. */
  load?(): Promise<void>;
  /** Turns params into a check, once for each bundle; throws where they are not what the schema demands. */
  check(params: Params): Check;
}

/** Stands for the keys of all tags; no key has this character (API reference, Tag, 2026-11). */
export const EVERY_TAG = '*';

/** Something that is wrong with a rule's params. */
export interface ParamFlaw {
  /** Steps from the params to the member: names, and indexes as text. */
  readonly member: readonly string[];
  /** One sentence, lower case, input in backticks. */
  readonly message: string;
}

/** A rule as the engine sees it, whatever its params. */
export type Rule = Required<RuleDefinition<JsonObject>>;

/** The cast is sound because a bundle compiles only if every binding's params fit the rule's schema. */
export const defineRule = <Params>(definition: RuleDefinition<Params>): Rule => ({
  ...definition,
  formats: definition.formats ?? {},
  waivable: definition.waivable ?? true,
  sentences: (params, team) => definition.sentences?.(params as Params, team) ?? [definition.title],
  choices: (params, team) => definition.choices?.(params as Params, team) ?? {},
  tagKeys: (params) => definition.tagKeys?.(params as Params) ?? [],
  flaws: (params) => definition.flaws?.(params as Params) ?? [],
  load: async () => definition.load?.(),
  check: (params) => definition.check(params as Params),
});

/** JSON Schema of `Values`. */
export const VALUES_SCHEMA: JsonObject = {
  type: ['array', 'object'],
  items: { type: 'string', minLength: 1, format: 'value' },
  minItems: 1,
  uniqueItems: true,
  properties: {
    team: { type: 'string', format: 'team-values', description: 'The name of a list that each team has of its own.' },
  },
  required: ['team'],
  additionalProperties: false,
};

/** Names for a sentence: "`a`, `b`"; "none" where there is none. */
export const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');

/** What to choose from, for an advice: "`a`"; "one of `a`, `b`" where there are several. */
export const oneOf = (names: readonly string[]): string => `${names.length > 1 ? 'one of ' : ''}${listed(names)}`;

/** What values let a job choose from, for a sentence: by the list's name where no team is meant. */
export function choiceInWords(values: Values, team: Team | null): string {
  if (!('team' in values)) return oneOf(values);
  if (team === null) return `one of your team's \`${values.team}\``;
  const names = valuesOf(values, team);
  return names.length > 0 ? oneOf(names) : `none, since your team has no \`${values.team}\``;
}

const MOST_NAMES = 12;
const FARTHEST_NAME = 3;

/** "`visoin` is not a team: did you mean `vision`?", or what is known where nothing is near. */
export function notAmong(seen: string, kind: string, known: readonly string[]): string {
  const nearest = closestMatch(seen, known, { maxDistance: FARTHEST_NAME });
  return `\`${seen}\` is not ${kind}: ${nearest === undefined ? `known are ${some(known)}` : `did you mean \`${nearest}\`?`}`;
}

/** A word that is one of a few names. */
export const wordAmong = (kind: string, names: readonly string[]): Word => ({
  is: (text) => names.includes(text),
  problemOf: (text) => notAmong(text, kind, names),
  names,
});

function some(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${listed(names.slice(0, MOST_NAMES))} and ${more} more` : listed(names);
}

/** Further apart, one value is no slip of the pen for another. */
const MOST_SLIPS = 2;

/** The allowed value that somebody must have meant: the only one there is, or the only one so near. None: people choose. */
export function valueMeant(seen: string | null, allowed: readonly string[]): string | undefined {
  if (allowed.length === 1) return allowed[0];
  if (seen === null || seen.length > MOST_COMPARED) return undefined;
  const near = allowed.filter((value) => isNear(seen, value));
  return near.length === 1 ? near[0] : undefined;
}

/** Longer values take long to compare, and nobody types them. */
const MOST_COMPARED = 256;

const isNear = (seen: string, value: string): boolean =>
  Math.abs(seen.length - value.length) <= MOST_SLIPS &&
  leven(seen, value, { maxDistance: MOST_SLIPS + 1 }) <= MOST_SLIPS;
