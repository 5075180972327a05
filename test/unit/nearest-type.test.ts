import { describe, expect, it } from '@jest/globals';
import { typeChange } from '../../gateway/shared/fitting.ts';
import { matchesAnyGlob } from '../../gateway/shared/glob.ts';
import { nearestType } from '../../gateway/shared/nearest-type.ts';
import { group, workload } from '../support/workload.ts';

describe('nearestType', () => {
  it.each<[string, string, string[], string | undefined]>([
    ['as many GPUs', 'ml.p4d.24xlarge', ['ml.g5.*'], 'ml.g5.48xlarge'],
    ['the same family before others', 'ml.g5.12xlarge', ['ml.g5.24xlarge', 'ml.g6.12xlarge'], 'ml.g5.24xlarge'],
    ['the same class before others', 'ml.m4.xlarge', ['ml.m5.*', 'ml.c5.*', 'ml.c8i.*'], 'ml.m5.xlarge'],
    ['the same size', 'ml.m5.4xlarge', ['ml.m6i.*'], 'ml.m6i.4xlarge'],
    ['small sizes in their order', 'ml.t3.large', ['ml.t3.medium', 'ml.t3.2xlarge'], 'ml.t3.medium'],
    ['the same kind of storage', 'ml.p3.16xlarge', ['ml.p2.8xlarge', 'ml.p4d.24xlarge'], 'ml.p2.8xlarge'],
    ['the newest of equals', 'ml.m4.4xlarge', ['ml.m5.4xlarge', 'ml.m6i.4xlarge'], 'ml.m6i.4xlarge'],
    ['fewer GPUs where there are none as many', 'ml.g5.12xlarge', ['ml.g5.xlarge', 'ml.g5.48xlarge'], 'ml.g5.xlarge'],
    ['never more GPUs', 'ml.g5.xlarge', ['ml.g5.48xlarge'], undefined],
    ['never GPUs for none', 'ml.m5.xlarge', ['ml.g5.*', 'ml.p3.*'], undefined],
    ['never none for GPUs', 'ml.g5.xlarge', ['ml.m5.*'], undefined],
    ['Trainium for Trainium', 'ml.trn1.32xlarge', ['ml.trn1.2xlarge', 'ml.trn2.*', 'ml.p4d.*'], 'ml.trn2.48xlarge'],
    ['nothing like what is not known', 'ml.x9.large', ['ml.m5.*'], undefined],
  ])('%s', (_name, type, allowed, expected) => {
    expect(nearestType(type, (candidate) => matchesAnyGlob(allowed, candidate))).toBe(expected);
  });
});

describe('typeChange', () => {
  const keyed = workload({ volumeKmsKey: { value: 'alias/a', path: '/ResourceConfig/VolumeKmsKeyId' } });
  const change = { path: '/ResourceConfig/InstanceType', value: 'ml.g5.xlarge' };

  it('takes the volume key away with the volumes that it was for', () => {
    expect(typeChange(keyed, group({ type: 'ml.p3.2xlarge' }), 'ml.g5.xlarge')).toEqual([
      change,
      { path: '/ResourceConfig/VolumeKmsKeyId', value: null },
    ]);
  });

  it('leaves it where there is none, or where the new type takes it, or for what only watches the job', () => {
    expect(typeChange(workload(), group(), 'ml.g5.xlarge')).toEqual([change]);
    expect(typeChange(keyed, group(), 'ml.m5.xlarge')).toEqual([{ ...change, value: 'ml.m5.xlarge' }]);
    expect(typeChange(keyed, group({ use: 'monitoring' }), 'ml.g5.xlarge')).toEqual([change]);
  });
});
