import type { Finding } from '../../shared/decision.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { ContainerImage, DataLocation, Workload } from '../../shared/workload.ts';
import { isAwsRuleImage } from './debugger-rules.ts';
import { featuresOf } from './features.ts';
import { instancesOf } from './instances.ts';
import { monitoringParametersOf, ruleInputsOf } from './monitoring.ts';
import { CREATE_TRAINING_JOB } from './name.ts';
import { type Channel, type TrainingJobRequest, validRequest } from './request.ts';
import { unsupportedCompute } from './unsupported.ts';

export interface Description {
  readonly workload: Workload;
  /** Compute that a Workload cannot express: the request is to be denied, saying so. */
  readonly unsupported: readonly Finding[];
}

/** What a valid request would run. A value that the request leaves out has the path where it would stand. */
export function describe(request: JsonObject): Description {
  const job = validRequest(request);
  return { workload: workloadOf(job), unsupported: unsupportedCompute(job) };
}

function workloadOf(job: TrainingJobRequest): Workload {
  const { ResourceConfig: resources = {}, VpcConfig: vpc, AlgorithmSpecification: algorithm = {} } = job;
  return {
    action: CREATE_TRAINING_JOB,
    name: { value: job.TrainingJobName, path: '/TrainingJobName' },
    groups: instancesOf(job),
    volumeKmsKey: { value: resources.VolumeKmsKeyId ?? null, path: '/ResourceConfig/VolumeKmsKeyId' },
    outputKmsKey: { value: job.OutputDataConfig.KmsKeyId ?? null, path: '/OutputDataConfig/KmsKeyId' },
    maxRuntimeSeconds: {
      value: job.StoppingCondition?.MaxRuntimeInSeconds ?? null,
      path: '/StoppingCondition/MaxRuntimeInSeconds',
    },
    maxWaitSeconds: {
      value: job.StoppingCondition?.MaxWaitTimeInSeconds ?? null,
      path: '/StoppingCondition/MaxWaitTimeInSeconds',
    },
    keepAliveSeconds: {
      value: resources.KeepAlivePeriodInSeconds ?? 0,
      path: '/ResourceConfig/KeepAlivePeriodInSeconds',
    },
    role: { value: job.RoleArn, path: '/RoleArn' },
    images: imagesOf(job),
    algorithm: { value: algorithm.AlgorithmName ?? null, path: '/AlgorithmSpecification/AlgorithmName' },
    network: { value: vpc ? { subnets: vpc.Subnets, securityGroups: vpc.SecurityGroupIds } : null, path: '/VpcConfig' },
    networkIsolation: { value: job.EnableNetworkIsolation ?? false, path: '/EnableNetworkIsolation' },
    trafficEncryption: {
      value: job.EnableInterContainerTrafficEncryption ?? false,
      path: '/EnableInterContainerTrafficEncryption',
    },
    spot: { value: job.EnableManagedSpotTraining ?? false, path: '/EnableManagedSpotTraining' },
    data: dataOf(job),
    checkpoints: { value: job.CheckpointConfig !== undefined, path: '/CheckpointConfig' },
    tags: {
      value: (job.Tags ?? []).map(({ Key, Value }, index) => ({ key: Key, value: Value, path: `/Tags/${index}` })),
      path: '/Tags',
    },
    features: featuresOf(job),
    hyperparameters: { value: job.HyperParameters ?? {}, path: '/HyperParameters' },
    environment: { value: job.Environment ?? {}, path: '/Environment' },
    monitoringParameters: monitoringParametersOf(job),
    entrypoint: {
      value: algorithm.ContainerEntrypoint ?? [],
      path: '/AlgorithmSpecification/ContainerEntrypoint',
    },
    entrypointArguments: {
      value: algorithm.ContainerArguments ?? [],
      path: '/AlgorithmSpecification/ContainerArguments',
    },
  };
}

const imagesOf = (job: TrainingJobRequest): readonly ContainerImage[] => [
  ...imageAt('training', job.AlgorithmSpecification?.TrainingImage, '/AlgorithmSpecification/TrainingImage'),
  ...ruleImages(job, 'DebugRuleConfigurations'),
  ...ruleImages(job, 'ProfilerRuleConfigurations'),
];

const ruleImages = (job: TrainingJobRequest, member: 'DebugRuleConfigurations' | 'ProfilerRuleConfigurations') =>
  (job[member] ?? []).flatMap(({ RuleEvaluatorImage: image }, index) =>
    isAwsRuleImage(image) ? [] : imageAt('monitoring', image, `/${member}/${index}/RuleEvaluatorImage`),
  );

const imageAt = (use: ContainerImage['use'], uri: string | undefined, path: string): readonly ContainerImage[] =>
  uri === undefined ? [] : [{ use, uri, path }];

function dataOf(job: TrainingJobRequest): readonly DataLocation[] {
  return [
    ...(job.InputDataConfig ?? []).flatMap(inputsOf),
    ...at('output', job.OutputDataConfig.S3OutputPath, '/OutputDataConfig/S3OutputPath'),
    ...at('checkpoint', job.CheckpointConfig?.S3Uri, '/CheckpointConfig/S3Uri'),
    ...at('output', job.DebugHookConfig?.S3OutputPath, '/DebugHookConfig/S3OutputPath'),
    ...at('output', job.TensorBoardOutputConfig?.S3OutputPath, '/TensorBoardOutputConfig/S3OutputPath'),
    ...at('output', job.ProfilerConfig?.S3OutputPath, '/ProfilerConfig/S3OutputPath'),
    ...ruleOutputs(job, 'DebugRuleConfigurations'),
    ...ruleOutputs(job, 'ProfilerRuleConfigurations'),
    ...ruleInputsOf(job),
  ];
}

function inputsOf({ DataSource: source }: Channel, index: number): readonly DataLocation[] {
  const path = `/InputDataConfig/${index}/DataSource`;
  const files = source.FileSystemDataSource;
  return [
    ...at('input', source.S3DataSource?.S3Uri, `${path}/S3DataSource/S3Uri`).map((data) =>
      MANIFESTS.includes(source.S3DataSource?.S3DataType ?? '') ? { ...data, isManifest: true as const } : data,
    ),
    ...at('input', files && `${files.FileSystemId}:${files.DirectoryPath}`, `${path}/FileSystemDataSource`),
    ...at('input', source.DatasetSource?.DatasetArn, `${path}/DatasetSource/DatasetArn`),
  ];
}

/** API reference, S3DataSource (2026-11). */
const MANIFESTS = ['ManifestFile', 'AugmentedManifestFile'];

function ruleOutputs(job: TrainingJobRequest, member: 'DebugRuleConfigurations' | 'ProfilerRuleConfigurations') {
  return (job[member] ?? []).flatMap((rule, index) =>
    at('output', rule.S3OutputPath, `/${member}/${index}/S3OutputPath`),
  );
}

const at = (use: DataLocation['use'], uri: string | undefined, path: string): readonly DataLocation[] =>
  uri === undefined ? [] : [{ use, uri, path }];
