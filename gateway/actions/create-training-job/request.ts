import type { JsonObject } from '../../shared/json.ts';

/** The members of a valid request that the gateway reads. schema.json has them all. */
export interface TrainingJobRequest {
  readonly TrainingJobName: string;
  readonly RoleArn: string;
  readonly AlgorithmSpecification?: AlgorithmSpecification;
  readonly InputDataConfig?: readonly Channel[];
  readonly OutputDataConfig: { readonly S3OutputPath: string; readonly KmsKeyId?: string };
  readonly ResourceConfig?: ResourceConfig;
  readonly VpcConfig?: { readonly SecurityGroupIds: readonly string[]; readonly Subnets: readonly string[] };
  readonly StoppingCondition?: { readonly MaxRuntimeInSeconds?: number; readonly MaxWaitTimeInSeconds?: number };
  readonly Tags?: readonly Tag[];
  readonly EnableNetworkIsolation?: boolean;
  readonly EnableInterContainerTrafficEncryption?: boolean;
  readonly EnableManagedSpotTraining?: boolean;
  readonly CheckpointConfig?: { readonly S3Uri: string };
  readonly DebugHookConfig?: DebugHookConfig;
  readonly TensorBoardOutputConfig?: { readonly S3OutputPath: string };
  readonly ProfilerConfig?: ProfilerConfig;
  readonly DebugRuleConfigurations?: readonly RuleConfiguration[];
  readonly ProfilerRuleConfigurations?: readonly RuleConfiguration[];
  readonly ServerlessJobConfig?: { readonly JobType: string; readonly AcceptEula?: boolean };
  readonly RemoteDebugConfig?: { readonly EnableRemoteDebug?: boolean };
  readonly HyperParameters?: Texts;
  readonly Environment?: Texts;
}

/** Texts by keys that people choose. */
export type Texts = Readonly<Record<string, string>>;

export interface AlgorithmSpecification {
  readonly TrainingImage?: string;
  readonly AlgorithmName?: string;
  readonly TrainingInputMode?: string;
  readonly ContainerEntrypoint?: readonly string[];
  readonly ContainerArguments?: readonly string[];
}

export interface Channel {
  readonly InputMode?: string;
  readonly DataSource: {
    readonly S3DataSource?: {
      readonly S3Uri: string;
      readonly S3DataType: string;
      readonly ModelAccessConfig?: { readonly AcceptEula: boolean };
    };
    readonly FileSystemDataSource?: { readonly FileSystemId: string; readonly DirectoryPath: string };
    readonly DatasetSource?: { readonly DatasetArn: string };
  };
}

export interface ResourceConfig {
  readonly InstanceType?: string;
  readonly InstanceCount?: number;
  readonly InstanceGroups?: readonly { readonly InstanceType: string; readonly InstanceCount: number }[];
  readonly InstancePreferences?: readonly InstancePreference[];
  readonly InstancePlacementConfig?: object;
  readonly SelectedInstanceType?: string;
  readonly SelectedInstanceCount?: number;
  readonly VolumeSizeInGB?: number;
  readonly VolumeKmsKeyId?: string;
  readonly KeepAlivePeriodInSeconds?: number;
  readonly TrainingPlanArn?: string;
}

export interface InstancePreference {
  readonly InstanceType: string;
  readonly InstanceCount?: number;
  readonly TrainingPlanArns?: readonly string[];
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface DebugHookConfig {
  readonly S3OutputPath: string;
  readonly HookParameters?: Texts;
  readonly CollectionConfigurations?: readonly { readonly CollectionParameters?: Texts }[];
}

export interface ProfilerConfig {
  readonly S3OutputPath?: string;
  readonly DisableProfiler?: boolean;
  readonly ProfilingParameters?: Texts;
}

export interface RuleConfiguration {
  readonly RuleConfigurationName: string;
  readonly RuleEvaluatorImage: string;
  readonly InstanceType?: string;
  readonly VolumeSizeInGB?: number;
  readonly S3OutputPath?: string;
  readonly RuleParameters?: Texts;
}

/**
 * A request as the schema has proven it to be. The cast is sound for any object in which validateRequest found
 * nothing, and receive.ts lets no others through.
 */
export const validRequest = (request: JsonObject): TrainingJobRequest => request as unknown as TrainingJobRequest;
