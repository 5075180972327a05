import { INSTANCE_TYPES } from '../../../gateway/shared/instance-types.ts';
import {
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
  objectIn,
  textIn,
} from '../../../gateway/shared/json.ts';
import { applyChanges, type Change, escaped, valueAt } from '../../../gateway/shared/json-patch.ts';
import { affordableSeconds } from '../../../gateway/shared/meter.ts';
import { meteredGroups, usdMicros } from '../../../gateway/shared/prices.ts';
import type { InstanceGroup } from '../../../gateway/shared/workload.ts';
import { around, type Pool, unique } from './pool.ts';

/** One thing about a request that is made another. */
export interface Mutation {
  /** What it is about: two about one thing are no pair. */
  readonly about: string;
  changesIn(request: JsonObject): readonly Change[];
}

/** The request after every mutation in turn. */
export const mutated = (request: JsonObject, mutations: readonly Mutation[]): JsonObject =>
  mutations.reduce((made, mutation) => applyChanges(made, mutation.changesIn(made)).request, request);

const put = (path: string, value: Json): Mutation => ({ about: path, changesIn: () => [{ path, value }] });

const together = (about: string, changes: readonly Change[]): Mutation => ({ about, changesIn: () => changes });

/** Every single thing that is worth making another in a request like the base. */
export const mutationsOf = (pool: Pool, base: JsonObject, person: string): readonly Mutation[] => [
  ...[...pool.tags].flatMap(([key, values]) => [...unique([...values, person]), null].map((value) => tag(key, value))),
  ...textsAt(pool),
  ...networks(pool),
  ...FLAGS.flatMap((path) => [true, false].map((value) => put(path, value))),
  ...FEATURES,
  ...planted(pool),
  ...pinned(base),
  ...algorithms(pool),
  ...pool.members.flatMap(({ path, values }) => values.map((value) => put(path, value))),
  ...NUMBERS.flatMap((path) => pool.numbers.map((number) => put(path, number))),
  ...affordable(pool, base).map((seconds) => put(MAX_RUNTIME, seconds)),
  ...pool.numbers.map(spotFor),
  ...INSTANCE_TYPES.map((type) => put('/ResourceConfig/InstanceType', type)),
  ...memberPaths(base, '').map((path) => put(path, null)),
];

const MAX_RUNTIME = '/StoppingCondition/MaxRuntimeInSeconds';

/** Times at which what the base runs on costs as much as some policy allows. */
function affordable({ ceilingsUsd, prices }: Pool, base: JsonObject): readonly number[] {
  const groups = [instancesOf(base)];
  const metered = prices.flatMap((each) =>
    Object.keys(each.usdPerHour).map((region) => meteredGroups(each, region, { groups })),
  );
  return unique(
    ceilingsUsd.flatMap((usd) =>
      metered.flatMap((group) => affordableSeconds(group, { keptSeconds: 0, most: usdMicros(usd) }) ?? []),
    ),
  ).flatMap(around);
}

/** What a request that names one type runs on. */
function instancesOf({ ResourceConfig: resources }: JsonObject): InstanceGroup {
  const { InstanceType: type, InstanceCount: count, VolumeSizeInGB: size } = objectIn(resources);
  const path = '/ResourceConfig';
  return {
    type: textIn(type),
    count: typeof count === 'number' && count > 0 ? count : 1,
    use: 'training',
    isAlternative: false,
    path,
    countPath: `${path}/InstanceCount`,
    volumeSizeGb: { value: typeof size === 'number' ? size : null, path: `${path}/VolumeSizeInGB` },
  };
}

const NUMBERS = [
  '/ResourceConfig/InstanceCount',
  '/ResourceConfig/VolumeSizeInGB',
  '/ResourceConfig/KeepAlivePeriodInSeconds',
  MAX_RUNTIME,
];

const FLAGS = ['/EnableNetworkIsolation', '/EnableInterContainerTrafficEncryption'];

/** A spot job waits at least as long as it runs. */
const spotFor = (seconds: number): Mutation =>
  together('/EnableManagedSpotTraining', [
    { path: '/EnableManagedSpotTraining', value: true },
    { path: MAX_RUNTIME, value: Math.max(1, Math.min(seconds, 3600)) },
    { path: '/StoppingCondition/MaxWaitTimeInSeconds', value: Math.max(1, seconds) },
  ]);

const BUCKET = 's3://example-unlisted';

/** Each asks for something beyond plain training. */
const FEATURES: readonly Mutation[] = [
  put('/RemoteDebugConfig', { EnableRemoteDebug: true }),
  put('/ProfilerConfig', { S3OutputPath: `${BUCKET}/profiles/` }),
  put('/ResourceConfig/KeepAlivePeriodInSeconds', 600),
  put('/CheckpointConfig', { S3Uri: `${BUCKET}/checkpoints/` }),
  put('/ResourceConfig/TrainingPlanArn', 'arn:aws:sagemaker:eu-west-1:111122223333:training-plan/x'),
  put('/InputDataConfig/0/DataSource/S3DataSource/ModelAccessConfig', { AcceptEula: true }),
  put('/InputDataConfig/0/DataSource/S3DataSource/S3DataType', 'ManifestFile'),
  put('/Environment', { DEBUG: '1' }),
  put('/HyperParameters', { epochs: '1' }),
  together('/ServerlessJobConfig', [
    {
      path: '/ServerlessJobConfig',
      value: {
        BaseModelArn: 'arn:aws:sagemaker:eu-west-1:aws:hub-content/SageMakerPublicHub/Model/x/1.0.0',
        JobType: 'FineTuning',
        CustomizationTechnique: 'SFT',
      },
    },
    { path: '/ResourceConfig', value: null },
    { path: '/AlgorithmSpecification', value: null },
  ]),
  together('/ResourceConfig/InstanceGroups', [
    { path: '/ResourceConfig/InstanceType', value: null },
    { path: '/ResourceConfig/InstanceCount', value: null },
    {
      path: '/ResourceConfig/InstanceGroups',
      value: [
        { InstanceGroupName: 'a', InstanceType: 'ml.m5.xlarge', InstanceCount: 1 },
        { InstanceGroupName: 'b', InstanceType: 'ml.g5.xlarge', InstanceCount: 1 },
      ],
    },
  ]),
];

/** Made up: one has the shape of a known key, the other only looks random. */
const SECRETS = ['AKIAIOSFODNN7EXAMPLE', 'q7Xk2vR9bTz4Lm8NpW3sYf6Hc1D'];

/** What looks like a secret, wherever texts are that people write. */
const planted = ({ secretNames }: Pool): readonly Mutation[] =>
  SECRETS.flatMap((secret) => [
    ...['note', ...secretNames].flatMap((name) => [
      put(`/HyperParameters/${escaped(name)}`, secret),
      put(`/Environment/${escaped(name)}`, secret),
      tag(name, secret),
    ]),
    put('/AlgorithmSpecification/ContainerArguments', ['train', secret]),
  ]);

const IMAGE = '/AlgorithmSpecification/TrainingImage';

const ALGORITHM = '/AlgorithmSpecification/AlgorithmName';

/** An image and an algorithm cannot be there together. */
function imageOf(uri: string): Mutation {
  return together(IMAGE, [
    { path: ALGORITHM, value: null },
    { path: IMAGE, value: uri },
  ]);
}

const algorithms = ({ algorithms: names }: Pool): readonly Mutation[] =>
  unique([...names, 'x-unlisted']).map((name) =>
    together(ALGORITHM, [
      { path: IMAGE, value: null },
      { path: ALGORITHM, value: name },
    ]),
  );

/** The same image, by a digest. */
function pinned(base: JsonObject): readonly Mutation[] {
  const image = textIn(valueAt(base, IMAGE));
  return image === '' || image.includes('@') ? [] : [imageOf(withDigest(image))];
}

const withDigest = (image: string): string => `${image}@sha256:${'0'.repeat(64)}`;

/** Where texts of a kind fit. A name of one kind fits nowhere else, and what fits nowhere is tried as a name and a tag. */
const PLACES: readonly { readonly fits: RegExp; readonly at: (text: string) => readonly Mutation[] }[] = [
  { fits: /^arn:aws[a-z-]*:iam::\d{12}:role\//, at: (text) => [put('/RoleArn', text)] },
  { fits: /^subnet-/, at: (text) => [put('/VpcConfig/Subnets', [text])] },
  { fits: /^sg-/, at: (text) => [put('/VpcConfig/SecurityGroupIds', [text])] },
  {
    fits: /^(?:arn:aws[a-z-]*:kms:|alias\/|(?:mrk-)?[0-9a-f-]{32,36}$)/,
    at: (text) => ['/ResourceConfig/VolumeKmsKeyId', '/OutputDataConfig/KmsKeyId'].map((path) => put(path, text)),
  },
  {
    fits: /^s3:\/\//,
    at: (text) => {
      const places = ['/OutputDataConfig/S3OutputPath', '/InputDataConfig/0/DataSource/S3DataSource/S3Uri'];
      const whole = [...places.map((path) => put(path, text)), put('/CheckpointConfig', { S3Uri: text })];
      return text.endsWith('/') ? [...whole, ...places.map((path) => put(path, `${text}x/`))] : whole;
    },
  },
  {
    fits: /\.dkr\.ecr\.|^[\w.-]+\/[\w./-]+(?:[:@]|$)/,
    at: (text) => [text, ...(text.includes('@') ? [] : [withDigest(text)])].map(imageOf),
  },
  { fits: /^[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62}$/, at: (text) => [put('/TrainingJobName', text)] },
  // What names begin with.
  { fits: /^[a-zA-Z0-9][a-zA-Z0-9-]{0,61}-$/, at: (text) => [put('/TrainingJobName', `${text}1`)] },
];

const textsAt = ({ texts }: Pool): readonly Mutation[] => [
  ...texts.flatMap((text) => PLACES.find(({ fits }) => fits.test(text))?.at(text) ?? []),
  ...STRANGERS,
];

const MOST_OF_EACH = 16;

/** Whole networks: neither of its lists can be there alone. */
function networks({ texts }: Pool): readonly Mutation[] {
  const some = (prefix: string) => texts.filter((text) => text.startsWith(prefix)).slice(0, MOST_OF_EACH);
  const groups = [...some('sg-'), 'sg-0fffffffffffffff0'];
  return some('subnet-').flatMap((subnet) =>
    groups.map((group) => put('/VpcConfig', { SecurityGroupIds: [group], Subnets: [subnet] })),
  );
}

/** Texts that nobody can have listed. */
const STRANGERS: readonly Mutation[] = [
  put('/VpcConfig/Subnets', ['subnet-0fffffffffffffff0']),
  put('/VpcConfig/SecurityGroupIds', ['sg-0fffffffffffffff0']),
  put('/ResourceConfig/VolumeKmsKeyId', 'alias/x-unlisted'),
  put('/OutputDataConfig/KmsKeyId', 'alias/x-unlisted'),
  put('/OutputDataConfig/S3OutputPath', `${BUCKET}/models/`),
  put('/InputDataConfig/0/DataSource/S3DataSource/S3Uri', `${BUCKET}/train/`),
  imageOf('999999999999.dkr.ecr.eu-west-1.amazonaws.com/x-unlisted:1'),
  put('/TrainingJobName', 'X-unlisted'),
];

/** null: the tag is left out. */
function tag(key: string, value: string | null): Mutation {
  const about = `/Tags ${key}`;
  return {
    about,
    changesIn: ({ Tags: tags }) => {
      const at = isJsonList(tags) ? tags.findIndex((each: Json) => objectIn(each).Key === key) : -1;
      if (value === null) return at < 0 ? [] : [{ path: `/Tags/${at}`, value: null }];
      if (at < 0) return [{ path: '/Tags/-', value: { Key: key, Value: value } }];
      return [{ path: `/Tags/${at}/Value`, value }];
    },
  };
}

/** Pointers of the members of objects, of objects in objects too; what is in lists is left. */
const memberPaths = (value: JsonObject, parent: string): readonly string[] =>
  Object.entries(value).flatMap(([member, inner]) => {
    const path = `${parent}/${escaped(member)}`;
    return [path, ...(isJsonObject(inner) ? memberPaths(inner, path) : [])];
  });
