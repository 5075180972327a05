import type { Finding } from '../../shared/decision.ts';
import type { Json } from '../../shared/json.ts';
import { type Team, type Values, valuesOf } from '../../shared/organization.ts';
import type { Workload, WorkloadTag } from '../../shared/workload.ts';
import { choiceInWords, defineRule, oneOf, VALUES_SCHEMA, valueMeant } from '../rule.ts';
import { wholeMatch } from '../whole-match.ts';

interface TagParams {
  readonly key: string;
  readonly pattern?: string;
  readonly values?: Values;
}

interface Params {
  readonly tags: readonly TagParams[];
}

/** One demand on the value of a tag. */
interface Demand {
  /** Ends the sentence "tag `x` must …". */
  readonly words: string;
  readonly limit: Json;
  holds(value: string): boolean;
  /** Every value that it allows, where it allows a few. */
  readonly values?: readonly string[];
}

/** A job carries tags, each with a value that is allowed. Should a key come twice, each of its values is judged. */
export const requiredTags = defineRule<Params>({
  id: 'required-tags',
  title: 'A job carries tags with allowed values',
  params: {
    type: 'object',
    properties: {
      tags: {
        type: 'array',
        minItems: 1,
        description: 'The tags that a request must have.',
        items: {
          type: 'object',
          properties: {
            key: { type: 'string', minLength: 1, maxLength: 128, description: 'The tag’s key, exactly as written.' },
            pattern: {
              type: 'string',
              format: 'linear-pattern',
              description:
                'A regular expression that the whole value must match, in [RE2 syntax](https://github.com/google/re2/wiki/Syntax) (linear time; no back-references or look-around).',
            },
            values: { ...VALUES_SCHEMA, description: 'The values allowed.' },
          },
          required: ['key'],
          additionalProperties: false,
        },
      },
    },
    required: ['tags'],
    additionalProperties: false,
  },
  sentences: ({ tags }, team) => tags.map((tag) => sentenceOn(tag, team)),
  choices: ({ tags }, team) => {
    const limited = tags.filter(({ values }) => values !== undefined);
    return Object.fromEntries(limited.map(({ key }) => [`tag ${key}`, choicesOf(key, tags, team)]));
  },
  tagKeys: ({ tags }) => tags.map(({ key }) => key),
  check: ({ tags }) => {
    const wanted = tags.map((tag) => ({ key: tag.key, demandsOn: demandsOf(tag) }));
    return ({ workload, team }) => {
      const findings: Finding[] = [];
      for (const { key, demandsOn } of wanted) {
        const demands = demandsOn(team);
        let isPresent = false;
        for (const tag of workload.tags.value) {
          if (tag.key !== key) continue;
          isPresent = true;
          if (!meets(tag, demands)) findings.push(...unmet(tag, demands));
        }
        if (!isPresent) findings.push(missing(workload.tags, key, demands));
      }
      return findings;
    };
  },
});

function sentenceOn({ key, pattern, values }: TagParams, team: Team | null): string {
  const demands = [
    ...(values ? [choiceInWords(values, team)] : []),
    ...(pattern === undefined ? [] : [`matches \`${pattern}\` as a whole`]),
  ];
  return `tag \`${key}\`: ${demands.join(', and ') || 'any value that is not empty'}`;
}

/** The values that everything said of the tag allows. */
const choicesOf = (key: string, tags: readonly TagParams[], team: Team): readonly string[] => {
  const demands = tags.filter((tag) => tag.key === key).flatMap((tag) => demandsOf(tag)(team));
  return [...new Set(properValues(demands))];
};

/** Patterns are compiled here, once for each bundle; lists, which may be long, are worked out once for each team. */
function demandsOf({ pattern, values }: TagParams): (team: Team) => readonly Demand[] {
  const fixed = pattern === undefined ? [] : [patternDemand(pattern)];
  if (values === undefined) return always(fixed.length > 0 ? fixed : [NON_EMPTY]);
  if (!('team' in values)) return always([...fixed, demandOfList(values)]);
  const ofTeams = new WeakMap<Team, readonly Demand[]>();
  return (team) => {
    const known = ofTeams.get(team);
    if (known !== undefined) return known;
    const demands = [...fixed, demandOfList(valuesOf(values, team))];
    ofTeams.set(team, demands);
    return demands;
  };
}

const always = (demands: readonly Demand[]) => () => demands;

const NON_EMPTY: Demand = { words: 'not be empty', limit: 'any non-empty value', holds: (value) => value !== '' };

const patternDemand = (pattern: string): Demand => ({
  words: `match \`${pattern}\``,
  limit: pattern,
  holds: wholeMatch(pattern),
});

function demandOfList(allowed: readonly string[]): Demand {
  const values = new Set(allowed);
  return { words: `be ${oneOf(allowed)}`, limit: allowed, holds: (value) => values.has(value), values: allowed };
}

function missing({ path, value: tags }: Workload['tags'], key: string, demands: readonly Demand[]): Finding {
  const words = demands.map((demand) => demand.words).join(' and ');
  const [first, ...others] = demands.map(({ limit }) => limit);
  const meant = valueMeant(null, properValues(demands));
  const isFull = tags.length >= MOST_TAGS;
  const advice = isFull ? 'put it in the place of another tag, since 50 are the most' : 'add it';
  return {
    path,
    message: `tag \`${key}\` is missing`,
    observed: null,
    limit: others.length === 0 ? (first ?? null) : [first ?? null, ...others],
    remedy: demands.some(isHopeless) ? ASK : `${advice}; its value must ${words}`,
    ...(meant !== undefined && !isFull && { fix: [{ path: `${path}/-`, value: { Key: key, Value: meant } }] }),
  };
}

/** SageMaker's TagList. */
const MOST_TAGS = 50;

/** The values that all demands allow, where one of them allows a few. */
const properValues = (demands: readonly Demand[]): readonly string[] =>
  demands.flatMap(({ values = [] }) => values).filter((value) => demands.every((demand) => demand.holds(value)));

const meets = ({ value }: WorkloadTag, demands: readonly Demand[]): boolean =>
  demands.every((demand) => demand.holds(value));

function unmet(tag: WorkloadTag, demands: readonly Demand[]): readonly Finding[] {
  const broken = demands.filter((demand) => !demand.holds(tag.value));
  const path = `${tag.path}/Value`;
  const meant = valueMeant(tag.value, properValues(demands));
  return broken.map((demand) => ({
    path,
    message: `tag \`${tag.key}\` has the value \`${tag.value}\`, which is not allowed`,
    observed: tag.value,
    limit: demand.limit,
    remedy: isHopeless(demand) ? ASK : `change it; the value must ${demand.words}`,
    ...(meant !== undefined && { fix: [{ path, value: meant }] }),
  }));
}

/** A list that is empty allows nothing, whatever the value. */
const isHopeless = ({ limit }: Demand): boolean => Array.isArray(limit) && limit.length === 0;
const ASK = 'ask the platform team to list values for your team: it has none';
