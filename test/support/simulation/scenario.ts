import { createTrainingJob } from '../../../gateway/actions/create-training-job/action.ts';
import type { Governance } from '../../../gateway/flows/assess.ts';
import type { Submission } from '../../../gateway/flows/decide.ts';
import { openQuotas } from '../../../gateway/quota/quotas.ts';
import type { Principal } from '../../../gateway/shared/principal.ts';

const person = (id: string): Principal => ({
  arn: `arn:aws:iam::111122223333:user/${id}`,
  person: `${id}@example.com`,
  team: 'vision',
  roles: [],
  groups: [],
});
const ada = person('ada');
const ben = person('ben');

export const MAX_RUNTIME_SECONDS = 3_600;

const body = (name: string, instanceType: string, instanceCount: number, more: object = {}): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      TrainingJobName: name,
      RoleArn: 'arn:aws:iam::111122223333:role/vision-training',
      AlgorithmSpecification: { TrainingImage: 'image', TrainingInputMode: 'File' },
      OutputDataConfig: { S3OutputPath: 's3://bucket/out' },
      ResourceConfig: { InstanceType: instanceType, InstanceCount: instanceCount, VolumeSizeInGB: 30, ...more },
      StoppingCondition: { MaxRuntimeInSeconds: MAX_RUNTIME_SECONDS },
      Tags: [{ Key: 'Project', Value: name }],
    }),
  );

interface Named extends Submission {
  readonly label: string;
  readonly name: string;
}

/** Two bodies under one name by two people, and two jobs beside them; any of them may be submitted again. */
export const SUBMISSIONS: readonly [Named, ...Named[]] = [
  { label: 'A', name: 'job-a', principal: ada, body: body('job-a', 'ml.g5.xlarge', 2) },
  {
    label: "A' (same name, other person and body)",
    name: 'job-a',
    principal: ben,
    body: body('job-a', 'ml.g5.xlarge', 1),
  },
  { label: 'B', name: 'job-b', principal: ada, body: body('job-b', 'ml.g5.12xlarge', 1) },
  {
    label: 'C',
    name: 'job-c',
    principal: ben,
    body: body('job-c', 'ml.m5.large', 3, { KeepAlivePeriodInSeconds: 600 }),
  },
];

/** Room for some of the submissions at a time, never for all: every kind of limit gets hit. */
export const GOVERNANCE: Governance = {
  action: createTrainingJob,
  site: { accountId: '111122223333', region: 'eu-west-1' },
  bundle: {
    version: 'simulated',
    organization: {
      name: 'Simulated',
      accounts: [{ id: '111122223333', regions: ['eu-west-1'] }],
      teams: [{ id: 'vision', department: 'research', trainingRoles: [], values: {} }],
      people: [],
      principals: [],
    },
    policies: [],
    prices: {
      date: '2026-11-20',
      usdPerHour: { 'eu-west-1': { 'ml.g5.xlarge': 1.572, 'ml.g5.12xlarge': 8.867, 'ml.m5.large': 0.129 } },
      usdPerGbMonth: { 'eu-west-1': 0.154 },
    },
    waivers: [],
    bindings: [],
    protectedTags: { all: new Set(), ofTeams: new Map() },
    quotas: openQuotas(
      [
        // Two months' jobs never fill it; the day's jobs may.
        { scope: 'org', limits: { instances: 5 }, budgets: { month: { usd: 1_000 }, day: { usd: 16 } } },
        { scope: 'team:vision', limits: { jobs: 2, gpus: 5 }, budgets: { day: { gpuHours: 12 } }, overrun: 'stop' },
        { scope: 'person:*', limits: { 'family:g5': 2 } },
        { scope: 'tag:Project=*', budgets: { week: { instanceHours: 9 } } },
      ],
      { timeZone: 'Pacific/Auckland' },
    ),
  },
};
