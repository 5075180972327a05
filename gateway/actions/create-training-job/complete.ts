import { ADMISSION_TAG, type AdmissionId } from '../../shared/ids.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { applyChanges, type Change, type JsonPatch } from '../../shared/json-patch.ts';
import type { Setting } from '../../shared/settings.ts';
import type { Completion } from '../action.ts';
import { trainingInstances, typesWithLocalStorage } from './instances.ts';
import { type TrainingJobRequest, validRequest } from './request.ts';
import { CALLERS_TAGS } from './reserved-tags.ts';

/**
 * The valid request with the organisation's settings, and with the tag by which its job will be known as this
 * admission's. A setting fills in what is absent; one that wins replaces what is there. Completing it again with the
 * same id and settings changes nothing. INVARIANT: what is completed is valid and contradicts itself no more than before.
 */
export function complete(request: JsonObject, admissionId: AdmissionId, settings: readonly Setting[]): Completion {
  let current = request;
  const patches: JsonPatch[] = [];
  const make = (change: Change): boolean => {
    const changed = applyChanges(current, [change]);
    current = changed.request;
    patches.push(...changed.patches);
    return changed.patches.length > 0;
  };
  const filled = settings.flatMap((setting) => {
    const change = changeFor(validRequest(current), setting);
    if (change === null) return [];
    const path = pathOf(validRequest(current), change);
    return make(change) ? [{ setting, path }] : [];
  });
  make(tagChange(validRequest(current), ADMISSION_TAG, admissionId));
  const unsetTags = settings.flatMap((setting) => {
    const isUnset = setting.kind === 'tag' && setting.wins && !hasTag(validRequest(current), setting.key);
    return isUnset ? [setting.key] : [];
  });
  return { request: current, patches, filled, unsetTags };
}

/** What the setting changes in the request; null where it has nothing to say. */
function changeFor(job: TrainingJobRequest, setting: Setting): Change | null {
  switch (setting.kind) {
    case 'network': {
      const { subnets: Subnets, securityGroups: SecurityGroupIds } = setting;
      return put('/VpcConfig', job.VpcConfig, { SecurityGroupIds, Subnets }, setting);
    }
    case 'volume-key':
      return takesVolumeKey(job)
        ? put('/ResourceConfig/VolumeKmsKeyId', job.ResourceConfig?.VolumeKmsKeyId || undefined, setting.key, setting)
        : null;
    case 'output-key':
      return put('/OutputDataConfig/KmsKeyId', job.OutputDataConfig.KmsKeyId || undefined, setting.key, setting);
    case 'traffic-encryption': {
      const path = '/EnableInterContainerTrafficEncryption';
      return put(path, job.EnableInterContainerTrafficEncryption, setting.on, setting);
    }
    case 'network-isolation':
      return put('/EnableNetworkIsolation', job.EnableNetworkIsolation, setting.on, setting);
    case 'max-runtime': {
      const { MaxRuntimeInSeconds, MaxWaitTimeInSeconds } = job.StoppingCondition ?? {};
      // A spot job may not be made to run longer than it waits.
      const seconds = Math.min(setting.seconds, MaxWaitTimeInSeconds ?? setting.seconds);
      return put('/StoppingCondition/MaxRuntimeInSeconds', MaxRuntimeInSeconds, seconds, setting);
    }
    case 'tag':
      return settingTag(job, setting);
  }
}

const put = (path: string, present: unknown, value: Json, { wins }: Setting): Change | null =>
  present === undefined || wins ? { path, value } : null;

/** A job on instances, and on none but those whose volumes SageMaker encrypts with a key. */
const takesVolumeKey = ({ ResourceConfig: resources = {} }: TrainingJobRequest): boolean =>
  trainingInstances(resources).length > 0 && typesWithLocalStorage(resources).length === 0;

/** No tag is added for which there is no room. */
function settingTag(job: TrainingJobRequest, setting: Extract<Setting, { kind: 'tag' }>): Change | null {
  const isFull = (job.Tags ?? []).length >= CALLERS_TAGS;
  if (hasTag(job, setting.key) ? !setting.wins : isFull) return null;
  return tagChange(job, setting.key, setting.value);
}

const hasTag = ({ Tags: tags = [] }: TrainingJobRequest, key: string): boolean => tags.some(({ Key }) => Key === key);

function tagChange({ Tags: tags = [] }: TrainingJobRequest, key: string, value: string): Change {
  const index = tags.findIndex(({ Key }) => Key === key);
  return index < 0 ? { path: '/Tags/-', value: { Key: key, Value: value } } : { path: `/Tags/${index}/Value`, value };
}

/** Where the change will stand: a tag that is appended has a place. */
const pathOf = ({ Tags: tags = [] }: TrainingJobRequest, { path }: Change): string =>
  path === '/Tags/-' ? `/Tags/${tags.length}` : path;
