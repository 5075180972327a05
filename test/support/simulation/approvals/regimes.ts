import type { QuotaPolicy } from '../../../../gateway/quota/quota-policy.ts';
import type { Requirement } from '../../../../gateway/shared/approval.ts';
import type { Person } from '../../../../gateway/shared/organization.ts';

/** What the organisation's files say at one time, plainly enough for an oracle to read. */
export interface Regime {
  readonly version: string;
  /** Instance types, by how they begin, that nobody may use. */
  readonly denies: readonly string[];
  /** Instance types, by how they begin, that people have to approve. */
  readonly holds: readonly { readonly types: string; readonly approvals: readonly Requirement[] }[];
  readonly quotas: readonly QuotaPolicy[];
  readonly people: readonly Person[];
}

const person = (id: string, team: string, groups: readonly string[]): Person => ({
  id: `${id}@example.com`,
  name: id,
  team,
  roles: [],
  groups,
  aliases: [`${id}@old.example.com`],
});

const ADA = person('ada', 'vision', ['finance']);
const FAY = person('fay', 'money', ['finance']);

const PEOPLE: readonly Person[] = [
  ADA,
  person('ben', 'vision', ['platform']),
  person('cal', 'vision', []),
  FAY,
  person('fred', 'money', ['finance']),
  person('pat', 'infra', ['platform']),
  person('bo', 'infra', ['finance', 'platform']),
  person('sue', 'infra', ['security']),
  person('sam', 'nlp', []),
];

const asks = (group: string, count: number): Requirement => ({ group, count });

/** Two are known by another address now, and by the old one still. */
const RENAMED = PEOPLE.map((each) =>
  ['ada', 'bo'].includes(each.name)
    ? { ...each, id: `${each.name}@new.example.com`, aliases: [...(each.aliases ?? []), each.id] }
    : each,
);

const HOLDS: Regime['holds'] = [
  { types: 'ml.g5.', approvals: [asks('finance', 1), asks('platform', 1)] },
  { types: 'ml.p3.', approvals: [asks('finance', 2)] },
];

const OVER_LIMIT = { approvals: [asks('platform', 2)] };

/** Nobody may let a job beyond what all may have together; beyond what the team may have people may. */
const QUOTAS: readonly QuotaPolicy[] = [
  { scope: 'org', limits: { instances: 3 } },
  {
    scope: 'team:vision',
    limits: { 'family:g5': 2, 'family:c5': 1 },
    budgets: { day: { instanceHours: 6 } },
    overLimit: OVER_LIMIT,
  },
];

export const FIRST_REGIME: Regime = { version: 'first', denies: [], holds: HOLDS, quotas: QUOTAS, people: PEOPLE };

/** What the organisation may say next. */
export const LATER_REGIMES: readonly Regime[] = [
  { ...FIRST_REGIME, version: 'denies-g5', denies: ['ml.g5.'] },
  {
    ...FIRST_REGIME,
    version: 'asks-security',
    holds: HOLDS.map(({ types, approvals }) => ({ types, approvals: [...approvals, asks('security', 1)] })),
  },
  { ...FIRST_REGIME, version: 'ada-has-left', people: PEOPLE.filter((each) => each !== ADA) },
  { ...FIRST_REGIME, version: 'fay-has-left', people: PEOPLE.filter((each) => each !== FAY) },
  {
    ...FIRST_REGIME,
    version: 'lower-limits',
    quotas: [
      { scope: 'org', limits: { instances: 1 } },
      { scope: 'team:vision', limits: { 'family:g5': 1, 'family:c5': 1 } },
    ],
  },
  {
    ...FIRST_REGIME,
    version: 'lower-for-a-team',
    quotas: QUOTAS.map((quota) => (quota.overLimit ? { ...quota, limits: { 'family:g5': 1, 'family:c5': 1 } } : quota)),
  },
  { ...FIRST_REGIME, version: 'asks-nobody', holds: [] },
  { ...FIRST_REGIME, version: 'two-renamed', people: RENAMED },
];

export const REGIMES: readonly Regime[] = [FIRST_REGIME, ...LATER_REGIMES];

/** How long people have to answer, and how long an approved job has to start. */
export const EXPIRE_AFTER_MINUTES = 30;
export const GRANT_MINUTES = 10;
