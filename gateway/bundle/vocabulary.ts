import { RE2JS } from 're2js';
import { isTimeZone } from '../quota/calendar.ts';
import { HELD } from '../quota/dimensions/index.ts';
import { OVERRUNS } from '../quota/quota-policy.ts';
// What checks expressions takes long to load, and is wanted wherever files are compiled.
import '../rules/expression/checker.ts';
import { RULES } from '../rules/index.ts';
import { notAmong, type Word, wordAmong } from '../rules/rule.ts';
import { ENFORCEMENTS, VERDICTS } from '../shared/decision.ts';
import { matchesGlob } from '../shared/glob.ts';
import { RESERVED_TAG_PREFIX } from '../shared/ids.ts';
import { familyOf, INSTANCE_TYPES } from '../shared/instance-types.ts';
import { type Json, objectIn, textIn } from '../shared/json.ts';
import { ROLES } from '../shared/principal.ts';
import { FEATURES, SERVERLESS } from '../shared/workload.ts';
import { BUILT_IN_POLICY } from './open.ts';
import { listIn, namesIn } from './reading.ts';

export type Vocabulary = Readonly<Record<string, Word>>;

/** The words that files may use. Those of the organisation are read from its file even where that has problems. */
export const vocabularyOf = (organization: Json): Vocabulary => ({ ...FIXED_WORDS, ...wordsOf(organization) });

const shaped = (shape: RegExp, description: string): Word => ({
  is: (text) => shape.test(text),
  problemOf: (text) => `\`${text}\` is not ${description}`,
  shape,
});

const FAMILIES = [...new Set([...INSTANCE_TYPES, SERVERLESS].map(familyOf))];
/** A dimension counts one thing, but for `family` and `type`, which count each by itself. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = { family: FAMILIES, type: INSTANCE_TYPES };
const DIMENSION_NAMES = HELD.flatMap(({ id }) => MEMBERS[id]?.map((name) => `${id}:${name}`) ?? id);

const ID = /^[a-z][a-z0-9-]{0,62}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/;

/** What is a word whatever the organisation. Shapes of ids and ARNs: IAM User Guide, "IAM identifiers" (2026-11). */
export const FIXED_WORDS: Vocabulary = {
  ...Object.fromEntries(RULES.flatMap(({ formats }) => Object.entries(formats))),
  id: {
    is: (text) => ID.test(text) && text !== BUILT_IN_POLICY,
    problemOf: (text) =>
      `\`${text}\` cannot be an id: ids are lower-case letters, digits and hyphens, begin with a letter, and are not \`${BUILT_IN_POLICY}\``,
    shape: ID,
  },
  'values-key': shaped(/^[a-zA-Z][a-zA-Z0-9]{0,62}$/, 'the name of a list: letters and digits, a letter first'),
  email: shaped(/^[^\s@A-Z*]+@[^\s@A-Z*]+$/, 'an e-mail address in lower case'),
  link: shaped(/^https:\/\/[^\s]+$/, 'an https address'),
  'account-id': shaped(/^\d{12}$/, 'an account id: twelve digits'),
  'region-name': shaped(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region, such as `eu-west-1`'),
  rule: wordAmong(
    'a rule',
    RULES.map(({ id }) => id),
  ),
  enforcement: wordAmong('an enforcement', ENFORCEMENTS),
  verdict: wordAmong('a verdict', VERDICTS),
  holds: wordAmong('what becomes of a job that needs approval', ['wait', 'refuse']),
  'slack-workspace': shaped(/^T[A-Z0-9]{6,20}$/, 'the id of a Slack workspace, such as `T0123ABCD`'),
  'slack-app': shaped(/^A[A-Z0-9]{6,20}$/, 'the id of a Slack app, such as `A0123ABCD`'),
  'slack-channel': shaped(/^[CG][A-Z0-9]{6,20}$/, 'the id of a Slack channel, such as `C0123ABCD`'),
  pointer: shaped(/^(?:\/(?:[^~/]|~[01])*)+$/, 'a JSON Pointer, such as `/ResourceConfig/InstanceType`'),
  'when-longer': wordAmong('a way to deal with a job that is too long', ['refuse', 'clamp']),
  // What the defaults may put into requests: the shapes of SageMaker's model.
  'subnet-id': shaped(/^subnet-[0-9a-f]{1,25}$/, 'the id of a subnet, such as `subnet-0a12bc34de56f7890`'),
  'security-group-id': shaped(/^sg-[0-9a-f]{1,25}$/, 'the id of a security group, such as `sg-0a12bc34de56f7890`'),
  'kms-key': shaped(
    /^(?:arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:key\/[\w-]+|alias\/[\w/-]+)|alias\/[\w/-]+|(?:mrk-)?[0-9a-f-]{32,36})$/,
    'a KMS key: its id, ARN, alias (`alias/name`) or alias ARN',
  ),
  'tag-key': {
    is: (text) => isTagText(text, 128) && text !== '' && !isReservedKey(text),
    problemOf: (text) =>
      `\`${text}\` cannot be a tag key: ${TAG_TEXT}, 1 to 128, not beginning with aws: or traingate:`,
  },
  'counted-tag': {
    is: (text) => isTagScope(`tag:${text}=*`),
    problemOf: (text) =>
      `\`${text}\` cannot be a tag that jobs are counted by: ${TAG_TEXT}, without =, not beginning with aws: or traingate:`,
  },
  'tag-value': {
    is: (text) => isTagText(text, 256),
    problemOf: (text) => `\`${text}\` cannot be a tag value: ${TAG_TEXT}, at most 256`,
  },
  day: {
    is: (text) => isDay(text),
    problemOf: (text) => `\`${text}\` is not a day, such as \`2026-11-20\``,
    shape: DAY,
  },
  time: {
    is: (text) => TIME.test(text) && !Number.isNaN(Date.parse(text)) && isDay(text.slice(0, 10)),
    problemOf: (text) => `\`${text}\` is not a moment with its time zone, such as \`2026-12-04T17:00:00Z\``,
    shape: TIME,
  },
  'waiver-request': {
    is: (text) => /^https:\/\/[^\s]+$/.test(text) && unknownFacts(text).length === 0,
    problemOf: (text) => {
      const [unknown] = unknownFacts(text);
      return unknown === undefined
        ? `\`${text}\` is not an https address`
        : notAmong(unknown, 'known here', WAIVER_FACTS);
    },
  },
  'instance-type': wordAmong('an instance type that SageMaker trains on', INSTANCE_TYPES),
  feature: wordAmong('a feature', FEATURES),
  caller: wordAmong('something of the caller', ['person', 'team']),
  role: wordAmong('a role', ROLES),
  family: wordAmong('a family of instance types', FAMILIES),
  dimension: wordAmong('a dimension that is counted', DIMENSION_NAMES),
  overrun: wordAmong('something that happens on an overrun', OVERRUNS),
  'price-basis': wordAmong('a basis of prices', ['list', 'agreed']),
  unpriced: {
    is: (text) => text === 'deny',
    problemOf: (text) =>
      `\`${text}\` is not an outcome: it is \`deny\`, or says who approves, such as \`approvals: [{ group: finance }]\``,
    names: ['deny'],
  },
  'time-zone': {
    is: isTimeZone,
    problemOf: (text) => `\`${text}\` is not a time zone (IANA), such as \`Europe/Dublin\` or \`UTC\``,
  },
  'type-glob': {
    is: (text) => text === SERVERLESS || INSTANCE_TYPES.some((type) => matchesGlob(text, type)),
    problemOf: (text) =>
      `\`${text}\` matches no instance type that SageMaker trains on: write it as \`ml.g5.*\`, \`ml.g5.xlarge\` or \`serverless\``,
    names: [...INSTANCE_TYPES, SERVERLESS],
    shape: /\*/,
  },
  'linear-pattern': {
    is: (text) => patternFlaw(text) === null,
    problemOf: (text) => `\`${text}\` is not a regular expression of RE2: ${patternFlaw(text)}`,
  },
};

/** Date takes the 31st of February for the 3rd of March. */
const isDay = (text: string): boolean =>
  DAY.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/** What may stand in braces in the address for waivers. */
const WAIVER_FACTS = ['policy', 'rule', 'path', 'person', 'team', 'job'] as const;
const unknownFacts = (template: string): readonly string[] =>
  [...template.matchAll(/\{([^}]*)\}/g)]
    .map(([, fact = '']) => fact)
    .filter((fact) => !WAIVER_FACTS.some((known) => known === fact));

/** Tag keys and values: API reference, Tag (2026-11). */
const isTagText = (text: string, longest: number): boolean =>
  text.length <= longest && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
const TAG_TEXT = 'letters, digits, spaces and _.:/=+-@';
const isReservedKey = (key: string): boolean =>
  key.startsWith(RESERVED_TAG_PREFIX) || key.toLowerCase().startsWith('aws:');

function patternFlaw(pattern: string): string | null {
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function wordsOf(organization: Json): Vocabulary {
  const teams = listIn(organization, 'teams');
  const people = listIn(organization, 'people');
  const accounts = listIn(organization, 'accounts');
  const accountIds = namesIn(accounts, 'id');
  const teamIds = namesIn(teams, 'id');
  const personIds = namesIn(people, 'id');
  const departments = unique(teams.map((team) => textIn(objectIn(team).department)).filter((name) => name !== ''));
  const scopes = [
    ...departments.map((name) => `department:${name}`),
    ...teamIds.map((id) => `team:${id}`),
    ...personIds.map((id) => `person:${id}`),
  ];
  return {
    team: wordAmong('a team', teamIds),
    region: wordAmong(
      'a region of the organisation',
      unique(accounts.flatMap((account) => listIn(account, 'regions').map(textIn))),
    ),
    person: wordAmong('a person', personIds),
    group: wordAmong(
      'a group that anyone is in',
      unique(people.flatMap((person) => listIn(person, 'groups').map(textIn))),
    ),
    'team-values': wordAmong('a list that any team has', unique(teams.flatMap(valueKeysOf))),
    scope: scopeAmong(['org', 'department:*', 'team:*', 'person:*', ...scopes]),
    'role-arn': arnOf('the ARN of an IAM role', /^arn:aws[a-z-]*:iam::(\d{12}):role\/[^\s*]+$/, accountIds),
    'principal-arn': arnOf(
      'the ARN of an IAM user or role',
      /^arn:aws[a-z-]*:iam::(\d{12}):(?:user|role)\/[^\s*]+$/,
      accountIds,
    ),
    value: valueWithin(unique(accounts.flatMap((account) => listIn(account, 'regions').map(textIn)))),
  };
}

/** One of the organisation, or a tag with a value, or with any. */
const scopeAmong = (names: readonly string[]): Word => ({
  ...wordAmong('a scope', names),
  is: (text) => names.includes(text) || isTagScope(text),
  problemOf: (text) =>
    text.startsWith('tag:')
      ? `\`${text}\` is no tag with its value: write it as \`tag:Project=atlas\`, or \`tag:Project=*\` for every value`
      : notAmong(text, 'a scope', names),
  shape: TAG_SCOPE,
});

/** A key with `=` in it could not be told from its value. */
const TAG_SCOPE = /^tag:([^=]+)=(.+)$/;

function isTagScope(text: string): boolean {
  const [, key, value = ''] = TAG_SCOPE.exec(text) ?? [];
  return key !== undefined && !isReservedKey(key) && isTagText(key, 128) && (value === '*' || isTagText(value, 256));
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];

const valueKeysOf = (team: Json): readonly string[] => Object.keys(objectIn(objectIn(team).values));

/** An ARN of one of the organisation's accounts, which is the first group of the shape. */
const arnOf = (kind: string, shape: RegExp, accounts: readonly string[]): Word => ({
  is: (text) => accounts.includes(shape.exec(text)?.[1] ?? ''),
  problemOf: (text) => {
    const account = shape.exec(text)?.[1];
    return account === undefined
      ? `\`${text}\` is not ${kind}`
      : notAmong(account, 'an account of the organisation', accounts);
  },
});

/** Any text; but an ARN with a region names one of the organisation's, for a key elsewhere can never be used. */
const valueWithin = (regions: readonly string[]): Word => ({
  is: (text) => ['', ...regions].includes(regionOf(text)),
  problemOf: (text) => notAmong(regionOf(text), 'a region of the organisation', regions),
});

const regionOf = (text: string): string => (text.startsWith('arn:') ? (text.split(':')[3] ?? '') : '');
