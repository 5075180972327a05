import { createTrainingJob } from '../../../../gateway/actions/create-training-job/action.ts';
import type { Governance } from '../../../../gateway/flows/assess.ts';
import { openQuotas } from '../../../../gateway/quota/quotas.ts';
import type { Binding } from '../../../../gateway/rules/evaluate.ts';
import type { Finding } from '../../../../gateway/shared/decision.ts';
import { SITE } from '../../job-store.ts';
import { EXPIRE_AFTER_MINUTES, FIRST_REGIME, GRANT_MINUTES, REGIMES, type Regime } from './regimes.ts';

/** What somebody submits, again and again. */
export interface Proposal {
  readonly label: string;
  readonly name: string;
  readonly by: string;
  readonly body: Uint8Array;
}

const proposal = (label: string, name: string, by: string, type: string, count: number, hours = 1): Proposal => ({
  label,
  name,
  by: `${by}@example.com`,
  body: Buffer.from(
    JSON.stringify({
      TrainingJobName: name,
      RoleArn: 'arn:aws:iam::111122223333:role/vision-training',
      AlgorithmSpecification: { TrainingImage: 'image', TrainingInputMode: 'File' },
      OutputDataConfig: { S3OutputPath: 's3://bucket/out' },
      ResourceConfig: { InstanceType: type, InstanceCount: count, VolumeSizeInGB: 30 },
      StoppingCondition: { MaxRuntimeInSeconds: hours * 3_600 },
    }),
  ),
});

/**
 * Those that finance and platform have to approve, finance alone, and platform where a limit is full; one that asks nobody and
 * takes the room of the others; and a name that two people want.
 */
export const PROPOSALS = {
  both: proposal('G', 'job-g', 'ada', 'ml.g5.xlarge', 2),
  other: proposal("G' (same name, other person and body)", 'job-g', 'ben', 'ml.g5.xlarge', 1),
  second: proposal('H', 'job-h', 'ben', 'ml.g5.xlarge', 1),
  finance: proposal('F', 'job-f', 'ben', 'ml.p3.2xlarge', 1),
  beyond: proposal('Q', 'job-q', 'ada', 'ml.c5.xlarge', 2, 3.5),
  plain: proposal('P', 'job-p', 'cal', 'ml.m5.large', 2),
} as const satisfies Readonly<Record<string, Proposal>>;

/** Who is asked, and who is not; by whatever address. */
export const VOTERS: readonly string[] = [
  ...['fay', 'pat', 'fred', 'bo', 'ben', 'fay', 'pat', 'sue', 'ada', 'cal', 'sam'].map((id) => `${id}@example.com`),
  'ada@old.example.com',
  'bo@old.example.com',
];

const FINDING: Finding = {
  path: '/ResourceConfig/InstanceType',
  message: 'this type is dear',
  observed: null,
  limit: null,
  remedy: 'take another',
};

/** A policy on the instance types that begin so. */
const binding = (types: string, what: Pick<Binding, 'policy' | 'enforcement' | 'approvals'>): Binding => ({
  ...what,
  rule: 'instance-types',
  check: ({ workload }) => (workload.groups.some(({ type }) => type.startsWith(types)) ? [FINDING] : []),
  match: null,
  except: null,
  waivable: false,
  link: null,
  owner: null,
});

const bindingsOf = ({ denies, holds }: Regime): readonly Binding[] => [
  ...denies.map((types) => binding(types, { policy: `no-${types}`, enforcement: 'deny' })),
  ...holds.map(({ types, approvals }) => binding(types, { policy: `ask-${types}`, enforcement: 'hold', approvals })),
];

const TEAMS = ['vision', 'money', 'infra', 'nlp'].map((id) => ({
  id,
  department: 'research',
  trainingRoles: [],
  values: {},
}));

const HOURLY = { 'ml.g5.xlarge': 1.572, 'ml.p3.2xlarge': 3.825, 'ml.c5.xlarge': 0.204, 'ml.m5.large': 0.129 };

const governanceOf = (regime: Regime): Governance => ({
  action: createTrainingJob,
  site: SITE,
  bundle: {
    version: regime.version,
    organization: {
      name: 'Simulated',
      accounts: [{ id: SITE.accountId, regions: [SITE.region] }],
      teams: TEAMS,
      people: regime.people,
      principals: [],
      approvals: { expireAfterMinutes: EXPIRE_AFTER_MINUTES, grantMinutes: GRANT_MINUTES },
    },
    policies: [],
    prices: {
      date: '2026-11-20',
      usdPerHour: { 'eu-west-1': HOURLY },
      usdPerGbMonth: { 'eu-west-1': 0.154 },
    },
    waivers: [],
    bindings: bindingsOf(regime),
    protectedTags: { all: new Set(), ofTeams: new Map() },
    quotas: openQuotas(regime.quotas, { alertPercents: [] }),
  },
});

export const GOVERNANCES: ReadonlyMap<string, Governance> = new Map(
  REGIMES.map((regime) => [regime.version, governanceOf(regime)]),
);

/** The bundle of a version, of which there is one. */
export function governanceAt(version: string): Governance {
  const governance = GOVERNANCES.get(version);
  if (!governance) throw new Error(`there is no bundle \`${version}\``);
  return governance;
}

export const FIRST_GOVERNANCE = governanceAt(FIRST_REGIME.version);
