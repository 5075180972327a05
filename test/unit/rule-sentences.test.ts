import { describe, expect, it } from '@jest/globals';
import { ruleOf } from '../../gateway/rules/index.ts';
import { INSTANCE_TYPES } from '../../gateway/shared/instance-types.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import type { Team } from '../../gateway/shared/organization.ts';

const VISION: Team = {
  id: 'vision',
  department: 'research',
  trainingRoles: ['arn:aws:iam::111122223333:role/vision-training'],
  values: {
    costCenters: ['CC-1410'],
    projects: ['cats', 'dogs', 'cat-and-dog'],
    subnets: ['subnet-1', 'subnet-2'],
    securityGroups: ['sg-1'],
    keys: ['alias/vision'],
  },
};
const BARE: Team = { id: 'bare', department: 'research', trainingRoles: [], values: {} };

interface Row {
  readonly name: string;
  readonly rule: string;
  readonly params?: JsonObject;
  readonly team?: Team | null;
  readonly sentences: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    name: 'the roles of a team',
    rule: 'execution-role',
    sentences: ['role (`RoleArn`): `arn:aws:iam::111122223333:role/vision-training`'],
  },
  {
    name: 'the roles of any team',
    rule: 'execution-role',
    team: null,
    sentences: ["role (`RoleArn`): one of your team's training roles"],
  },
  {
    name: 'a team without roles',
    rule: 'execution-role',
    team: BARE,
    sentences: ['role (`RoleArn`): none, since your team has no training roles'],
  },
  {
    name: 'types and counts',
    rule: 'instance-caps',
    params: { allowedTypes: ['ml.m5.*', 'ml.g5.*'], deniedTypes: ['ml.g5.48xlarge'], maxInstances: 8, maxGpus: 1 },
    sentences: [
      'instance types: `ml.m5.*`, `ml.g5.*`',
      'no instance types that match `ml.g5.48xlarge`',
      'at most 8 instances in one job',
      'at most 1 GPU in one job',
    ],
  },
  {
    name: 'families, none of something, volumes',
    rule: 'instance-caps',
    params: { maxGpus: 0, families: { p4d: { maxInstances: 2 } }, maxVolumeSizeGb: 500 },
    sentences: [
      'no GPUs in one job',
      'at most 2 instances of family `p4d` in one job',
      'volumes of at most 500 GB on each instance',
    ],
  },
  {
    name: 'keys that are required',
    rule: 'kms',
    params: { outputKey: { required: true, allowed: { team: 'keys' } }, volumeKey: { required: true } },
    sentences: [
      'output key (`KmsKeyId`): `alias/vision`, required',
      'volume key (`VolumeKmsKeyId`): any, required; instance types with local storage need none',
    ],
  },
  {
    name: 'keys that are not',
    rule: 'kms',
    params: { outputKey: { allowed: ['alias/a', 'alias/b'] }, volumeKey: { required: false } },
    sentences: ['output key (`KmsKeyId`): one of `alias/a`, `alias/b`, or no key'],
  },
  {
    name: 'spot',
    rule: 'managed-spot',
    params: { checkpointAfterSeconds: 3600 },
    sentences: ['a spot job that may take longer than 3600 seconds (1 hour) keeps checkpoints (`CheckpointConfig`)'],
  },
  {
    name: 'a time that is required, and not too long',
    rule: 'max-runtime',
    params: { required: true, maxSeconds: 432_000 },
    sentences: [
      'a job says how long it may run at most (`MaxRuntimeInSeconds`)',
      'a job runs at most 432000 seconds (5 days)',
    ],
  },
  {
    name: 'a time that is cut, in no round unit',
    rule: 'max-runtime',
    params: { maxSeconds: 86_401, whenLonger: 'clamp' },
    sentences: ['a job runs at most 86401 seconds; a longer time is cut to that'],
  },
  {
    name: 'tags',
    rule: 'required-tags',
    params: {
      tags: [
        { key: 'CostCenter', values: { team: 'costCenters' } },
        { key: 'Environment', values: ['dev', 'prod'] },
        { key: 'Project', values: { team: 'projects' }, pattern: '[a-z]+' },
        { key: 'Stage', pattern: 'a|b' },
        { key: 'Owner' },
      ],
    },
    sentences: [
      'tag `CostCenter`: `CC-1410`',
      'tag `Environment`: one of `dev`, `prod`',
      'tag `Project`: one of `cats`, `dogs`, `cat-and-dog`, and matches `[a-z]+` as a whole',
      'tag `Stage`: matches `a|b` as a whole',
      'tag `Owner`: any value that is not empty',
    ],
  },
  {
    name: 'a tag for any team',
    rule: 'required-tags',
    params: { tags: [{ key: 'CostCenter', values: { team: 'costCenters' } }] },
    team: null,
    sentences: ["tag `CostCenter`: one of your team's `costCenters`"],
  },
  {
    name: 'a tag of a team without values',
    rule: 'required-tags',
    params: { tags: [{ key: 'CostCenter', values: { team: 'costCenters' } }] },
    team: BARE,
    sentences: ['tag `CostCenter`: none, since your team has no `costCenters`'],
  },
  {
    name: 'a network',
    rule: 'vpc',
    params: { required: true, subnets: { team: 'subnets' }, securityGroups: { team: 'securityGroups' } },
    sentences: [
      'a job names a network (`VpcConfig`)',
      'each subnet: one of `subnet-1`, `subnet-2`',
      'each security group: `sg-1`',
    ],
  },
  { name: 'no network', rule: 'vpc', params: { subnets: ['subnet-1'] }, sentences: ['each subnet: `subnet-1`'] },
];

describe('sentences', () => {
  it.each(ROWS)('$rule: $name', ({ rule, params = {}, team = VISION, sentences }) => {
    expect(ruleOf(rule).sentences(params, team)).toEqual(sentences);
  });
});

describe('choices', () => {
  const p2 = ['ml.p2.xlarge', 'ml.p2.8xlarge', 'ml.p2.16xlarge'];

  it.each<readonly [string, string, JsonObject, Readonly<Record<string, readonly string[]>>]>([
    ['the roles', 'execution-role', {}, { 'training roles': VISION.trainingRoles }],
    ['no types', 'instance-caps', { maxInstances: 8 }, {}],
    ['allowed types', 'instance-caps', { allowedTypes: ['ml.p2.*'] }, { 'instance types': p2 }],
    [
      'what is denied is not allowed',
      'instance-caps',
      { allowedTypes: ['ml.p2.*', 'serverless'], deniedTypes: ['ml.p2.8xlarge'] },
      { 'instance types': ['ml.p2.xlarge', 'ml.p2.16xlarge', 'serverless'] },
    ],
    ['no pattern takes in serverless', 'instance-caps', { allowedTypes: ['*'] }, { 'instance types': INSTANCE_TYPES }],
    ['denied types leave the others', 'instance-caps', { deniedTypes: ['ml.*'] }, { 'instance types': ['serverless'] }],
    [
      'keys',
      'kms',
      { outputKey: { allowed: { team: 'keys' } }, volumeKey: { required: true, allowed: ['alias/a'] } },
      { 'output keys': ['alias/vision'], 'volume keys': ['alias/a'] },
    ],
    ['any key', 'kms', { outputKey: { required: true } }, {}],
    ['spot', 'managed-spot', { checkpointAfterSeconds: 1 }, {}],
    ['run time', 'max-runtime', { maxSeconds: 1 }, {}],
    [
      'tags by list, as far as a pattern allows',
      'required-tags',
      {
        tags: [
          { key: 'Project', values: { team: 'projects' }, pattern: '[a-z]+' },
          { key: 'Stage', pattern: 'a' },
        ],
      },
      { 'tag Project': ['cats', 'dogs'] },
    ],
    [
      'a tag that is named twice',
      'required-tags',
      {
        tags: [
          { key: 'A', values: ['x', 'y'] },
          { key: 'A', values: ['y', 'z'] },
        ],
      },
      { 'tag A': ['y'] },
    ],
    [
      'networks',
      'vpc',
      { subnets: { team: 'nothing' }, securityGroups: { team: 'securityGroups' } },
      { subnets: [], 'security groups': ['sg-1'] },
    ],
    ['any network', 'vpc', { required: true }, {}],
  ])('%s', (_name, rule, params, choices) => {
    expect(ruleOf(rule).choices(params, VISION)).toEqual(choices);
  });
});
