import { describe, expect, it } from '@jest/globals';
import schema from '../../gateway/actions/create-training-job/schema.json' with { type: 'json' };
import { familyOf, INSTANCE_TYPES, instanceFacts } from '../../gateway/shared/instance-types.ts';

describe('instanceFacts', () => {
  it('knows exactly the types that the schema allows', () => {
    expect([...INSTANCE_TYPES].sort()).toEqual([...schema.$defs.TrainingInstanceType.enum].sort());
  });

  it.each([
    ['ml.m5.large', { gpus: 0, accelerators: 0, localStorage: false }],
    ['ml.r5d.large', { gpus: 0, accelerators: 0, localStorage: true }],
    ['ml.g4dn.12xlarge', { gpus: 4, accelerators: 0, localStorage: true }],
    ['ml.p3.16xlarge', { gpus: 8, accelerators: 0, localStorage: false }],
    ['ml.p4d.24xlarge', { gpus: 8, accelerators: 0, localStorage: true }],
    ['ml.p5.4xlarge', { gpus: 1, accelerators: 0, localStorage: true }],
    ['ml.trn1.32xlarge', { gpus: 0, accelerators: 16, localStorage: true }],
    ['ml.p6e-gb200.36xlarge', { gpus: 4, accelerators: 0, localStorage: false }],
    ['ml.p99.large', undefined],
    ['constructor', undefined],
  ])('%s', (type, facts) => {
    expect(instanceFacts(type)).toEqual(facts);
  });
});

describe('familyOf', () => {
  it.each([
    ['ml.p4d.24xlarge', 'p4d'],
    ['ml.p6e-gb200.36xlarge', 'p6e-gb200'],
    ['serverless', 'serverless'],
  ])('%s', (type, family) => {
    expect(familyOf(type)).toBe(family);
  });
});
