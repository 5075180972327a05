import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyPatch, type Operation } from 'rfc6902';
import { complete } from '../../gateway/actions/create-training-job/complete.ts';
import { contradictions } from '../../gateway/actions/create-training-job/contradictions.ts';
import { describe as described } from '../../gateway/actions/create-training-job/describe.ts';
import { validateRequest } from '../../gateway/actions/create-training-job/validate.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import type { Setting, SettingValue } from '../../gateway/shared/settings.ts';
import type { Workload } from '../../gateway/shared/workload.ts';
import { validRequests } from '../support/requests.ts';
import { trainingJob } from '../support/training-job.ts';

const value = fc.oneof(
  fc.record({
    kind: fc.constant('network' as const),
    subnets: fc.subarray(['subnet-1', 'subnet-2'], { minLength: 1 }),
    securityGroups: fc.constant(['sg-1']),
  }),
  fc.record({
    kind: fc.constantFrom('volume-key' as const, 'output-key' as const),
    key: fc.constantFrom('alias/a', 'b'),
  }),
  fc.record({ kind: fc.constantFrom('traffic-encryption' as const, 'network-isolation' as const), on: fc.boolean() }),
  fc.record({ kind: fc.constant('max-runtime' as const), seconds: fc.constantFrom(1, 3600, 2_419_200) }),
  fc.record({
    kind: fc.constant('tag' as const),
    key: fc.constantFrom('Owner', 'Environment'),
    value: fc.constantFrom('x', 'y'),
  }),
);
const settings: fc.Arbitrary<readonly Setting[]> = fc.uniqueArray(
  fc.tuple(value, fc.boolean()).map(([of, wins]): Setting => ({ ...of, wins })),
  { selector: (setting) => (setting.kind === 'tag' ? setting.key : setting.kind), maxLength: 6 },
);

const cloned = <T>(json: T): T => JSON.parse(JSON.stringify(json));
const ADMISSION = 'traingate:admission';
/** The completed request as its caller might have sent it. */
const withoutOurTag = ({ Tags, ...others }: JsonObject): JsonObject => ({
  ...others,
  Tags: (Tags as { Key: string; Value: string }[]).filter(({ Key }) => Key !== ADMISSION),
});

/** What a setting is about, in a workload; undefined: absent. */
function present(setting: SettingValue, { workload, request }: { workload: Workload; request: JsonObject }): unknown {
  switch (setting.kind) {
    case 'network':
      return workload.network.value ?? undefined;
    case 'volume-key':
      return workload.volumeKmsKey.value || undefined;
    case 'output-key':
      return workload.outputKmsKey.value || undefined;
    case 'traffic-encryption':
      return request.EnableInterContainerTrafficEncryption;
    case 'network-isolation':
      return request.EnableNetworkIsolation;
    case 'max-runtime':
      return workload.maxRuntimeSeconds.value ?? undefined;
    case 'tag':
      return workload.tags.value.find(({ key }) => key === setting.key)?.value;
  }
}
const wanted = (setting: SettingValue): unknown => {
  if (setting.kind === 'network') return { subnets: setting.subnets, securityGroups: setting.securityGroups };
  if (setting.kind === 'max-runtime') return setting.seconds;
  if (setting.kind === 'tag') return setting.value;
  return 'key' in setting ? setting.key : setting.on;
};
const look = (request: JsonObject) => ({ request, workload: described(request).workload });

describe('complete', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(validRequests, settings, fc.uuid(), (request, all, id) => {
        const once = complete(request, id, all);
        expect(complete(once.request, id, all)).toEqual({
          request: once.request,
          patches: [],
          filled: [],
          unsetTags: [],
        });
      }),
    );
  });

  it('says with its patches what it did, and leaves what was submitted as it is', () => {
    fc.assert(
      fc.property(validRequests, settings, fc.uuid(), (request, all, id) => {
        const [before, replayed] = [cloned(request), cloned(request)];
        const { request: completed, patches } = complete(request, id, all);
        expect(request).toEqual(before);
        applyPatch(replayed, cloned(patches) as Operation[]);
        expect(replayed).toEqual(completed);
      }),
    );
  });

  it('makes of a valid request a valid one, without contradiction', () => {
    fc.assert(
      fc.property(validRequests, settings, fc.uuid(), (request, all, id) => {
        const completed = complete(request, id, all).request;
        expect(validateRequest(withoutOurTag(completed))).toEqual([]);
        expect(contradictions(completed)).toEqual([]);
      }),
    );
  });

  it('fills in what is absent, replaces only where the organisation wins, and says where', () => {
    const seen = { filled: 0, kept: 0, replaced: 0 };
    fc.assert(
      fc.property(validRequests, settings, fc.uuid(), (request, all, id) => {
        const { request: completed, filled } = complete(request, id, all);
        const [before, after] = [look(request), look(completed)];
        for (const setting of all) {
          const [was, is] = [present(setting, before), present(setting, after)];
          const isFilled = filled.some((each) => each.setting === setting);
          expect(isFilled).toBe(JSON.stringify(was) !== JSON.stringify(is));
          if (was !== undefined && !setting.wins) {
            expect(is).toEqual(was);
            seen.kept += 1;
          } else if (isFilled && setting.kind !== 'max-runtime') {
            expect(is).toEqual(wanted(setting));
            seen[was === undefined ? 'filled' : 'replaced'] += 1;
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(Math.min(seen.filled, seen.kept, seen.replaced)).toBeGreaterThan(20);
  });

  it('adds no tag for which SageMaker has no room', () => {
    const Tags = Array.from({ length: 49 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
    const tag: Setting = { kind: 'tag', key: 'Owner', value: 'x', wins: true };
    const { request, filled, unsetTags } = complete(trainingJob({ Tags }), 'id', [tag]);
    expect(request.Tags).toHaveLength(50);
    expect([filled, unsetTags]).toEqual([[], ['Owner']]);
    expect(complete(trainingJob({ Tags }), 'id', [{ ...tag, wins: false }]).unsetTags).toEqual([]);
  });

  it('reads an empty key as none', () => {
    const request = trainingJob({
      ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeKmsKeyId: '' },
      OutputDataConfig: { S3OutputPath: 's3://a/b', KmsKeyId: '' },
    });
    const keys: Setting[] = [
      { kind: 'volume-key', key: 'alias/v', wins: false },
      { kind: 'output-key', key: 'alias/o', wins: false },
    ];
    expect(complete(request, 'id', keys).request).toMatchObject({
      ResourceConfig: { VolumeKmsKeyId: 'alias/v' },
      OutputDataConfig: { KmsKeyId: 'alias/o' },
    });
  });

  it('sets no volume key where there are no instances', () => {
    const request = trainingJob({ ResourceConfig: { VolumeSizeInGB: 1 } });
    expect(complete(request, 'id', [{ kind: 'volume-key', key: 'alias/v', wins: true }]).filled).toEqual([]);
  });

  it('lets no spot job run longer than it waits', () => {
    const spot = trainingJob({
      EnableManagedSpotTraining: true,
      StoppingCondition: { MaxRuntimeInSeconds: 50, MaxWaitTimeInSeconds: 100 },
    });
    const { request } = complete(spot, 'id', [{ kind: 'max-runtime', seconds: 3600, wins: true }]);
    expect(request.StoppingCondition).toEqual({ MaxRuntimeInSeconds: 100, MaxWaitTimeInSeconds: 100 });
  });
});
