import type { Finding } from '../../shared/decision.ts';
import { instanceFacts } from '../../shared/instance-types.ts';
import { partitionOf, type Site, valuesOf } from '../../shared/organization.ts';
import { type At, SERVERLESS, type Workload } from '../../shared/workload.ts';
import { defineRule, listed, oneOf, type Subject } from '../rule.ts';
import { type KeyParams, PARAMS_SCHEMA, type Params, sentences } from './params.ts';

/** A job encrypts its volumes and its output with allowed KMS keys. */
export const kms = defineRule<Params>({
  id: 'kms',
  title: 'Volumes and output are encrypted with allowed KMS keys',
  params: PARAMS_SCHEMA,
  sentences,
  choices: ({ volumeKey, outputKey }, team): Readonly<Record<string, readonly string[]>> => ({
    ...(outputKey?.allowed && { 'output keys': valuesOf(outputKey.allowed, team) }),
    ...(volumeKey?.allowed && { 'volume keys': valuesOf(volumeKey.allowed, team) }),
  }),
  check:
    ({ volumeKey, outputKey }) =>
    (subject) => [
      ...(volumeKey ? checkVolumeKey(volumeKey, subject) : []),
      ...(outputKey ? checkKey('output key', outputKey, subject.workload.outputKmsKey, subject) : []),
    ],
});

/**
 * SageMaker takes no VolumeKmsKeyId for instance types with local storage, whose disks are encrypted by hardware
 * (AWS API reference, ResourceConfig). So a job of such types alone needs none, and a job that mixes them with
 * others can neither have one nor do without.
 */
function checkVolumeKey(params: KeyParams, subject: Subject): readonly Finding[] {
  const { volumeKmsKey } = subject.workload;
  if (!params.required) return checkKey('volume key', params, volumeKmsKey, subject);
  const { local, other } = typesByStorage(subject.workload);
  const required = other.length > 0;
  const isMixed = required && local.length > 0;
  const findings = checkKey('volume key', { ...params, required: required && !isMixed }, volumeKmsKey, subject);
  return isMixed ? [mixed(volumeKmsKey, local, other), ...findings] : findings;
}

/** Types that are not known count as needing a key: doubt denies. */
function typesByStorage({ groups }: Workload) {
  const training = groups.filter(({ use, type }) => use === 'training' && type !== SERVERLESS);
  const types = [...new Set(training.map(({ type }) => type))];
  const isLocal = (type: string) => instanceFacts(type)?.localStorage ?? false;
  return { local: types.filter(isLocal), other: types.filter((type) => !isLocal(type)) };
}

const mixed = ({ value, path }: At<string | null>, local: readonly string[], other: readonly string[]): Finding => ({
  path,
  message: `volumes of ${listed(other)} need a volume key, which SageMaker does not take beside the local storage of ${listed(local)}`,
  observed: value,
  limit: 'types with local storage only, or without it only',
  remedy: 'use only types with local storage (no volume key needed) or only types without it (with a volume key)',
});

function checkKey(
  noun: string,
  params: KeyParams,
  key: At<string | null>,
  { team, site }: Subject,
): readonly Finding[] {
  const allowed = params.allowed ? valuesOf(params.allowed, team) : null;
  // SageMaker reads an empty key id as none.
  if (!key.value) return params.required ? [missing(noun, key, allowed)] : [];
  if (!allowed || allowed.some((each) => keyArn(each, site) === keyArn(key.value ?? '', site))) return [];
  return [
    {
      path: key.path,
      message: `${noun} \`${key.value}\` is not allowed`,
      observed: key.value,
      limit: allowed,
      remedy: remedyOf(key.path, allowed),
      ...fixWith(key.path, allowed),
    },
  ];
}

const missing = (noun: string, { path }: At<string | null>, allowed: readonly string[] | null): Finding => ({
  path,
  message: `the job has no ${noun}`,
  observed: null,
  limit: allowed ?? 'any key',
  remedy: remedyOf(path, allowed),
  ...fixWith(path, allowed),
});

function fixWith(path: string, allowed: readonly string[] | null): Pick<Finding, 'fix'> {
  const [first] = allowed ?? [];
  return first === undefined ? {} : { fix: [{ path, value: first }] };
}

function remedyOf(path: string, allowed: readonly string[] | null): string {
  const member = path.split('/').at(-1);
  if (!allowed) return `set \`${member}\` to a KMS key`;
  return allowed.length === 0
    ? 'ask the platform team to list a key for you'
    : `set \`${member}\` to ${oneOf(allowed)}`;
}

/** The four ways to name a key (id, ARN, alias, alias ARN) as two: a short name is one of the site's account and region. */
function keyArn(key: string, { accountId, region }: Site): string {
  if (key.startsWith('arn:')) return key;
  const resource = key.startsWith('alias/') ? key : `key/${key}`;
  return `arn:${partitionOf(region)}:kms:${region}:${accountId}:${resource}`;
}
