import type { Change } from './json-patch.ts';

/** A value with the JSON Pointer of the request member it was read from, or would be written to where it is absent. */
export interface At<T> {
  readonly value: T;
  readonly path: string;
}

/** What a job runs on that names no instances: SageMaker picks them, so nothing is known of them but that they run. */
export const SERVERLESS = 'serverless';

/** Instances of one type that run together. */
export interface InstanceGroup {
  /** An instance type such as `ml.g5.xlarge`, or SERVERLESS. */
  readonly type: string;
  readonly count: number;
  /** `training`: what the job itself runs on. `monitoring`: what watches it, on instances of its own. */
  readonly use: 'training' | 'monitoring';
  /** Exactly one of the groups that are alternatives runs, and SageMaker picks it; all others run. */
  readonly isAlternative: boolean;
  /** The object that holds InstanceType. */
  readonly path: string;
  /** Where the count stands, or would; null where there is one instance whatever the request says. */
  readonly countPath: string | null;
  /** On each instance; null where the request leaves it to SageMaker. */
  readonly volumeSizeGb: At<number | null>;
}

/** The most that may run at a time of something that each group has an amount of: the dearest alternative counts. */
export function mostOf(groups: readonly InstanceGroup[], amountOf: (group: InstanceGroup) => number): number {
  let sum = 0;
  let dearest = 0;
  for (const group of groups) {
    if (group.isAlternative) dearest = Math.max(dearest, amountOf(group));
    else sum += amountOf(group);
  }
  return sum + dearest;
}

/** Most entries of each list of a network (model of SageMaker, VpcConfig). */
export const MOST_SUBNETS = 16;
export const MOST_SECURITY_GROUPS = 5;

/** What a job may run at most, where it says nothing and in any case (API reference, StoppingCondition, 2026-11). */
export const DEFAULT_MAX_RUNTIME_SECONDS = 86_400;
export const LONGEST_RUNTIME_SECONDS = 28 * 86_400;

export interface Network {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

export interface DataLocation {
  readonly use: 'input' | 'output' | 'checkpoint';
  readonly uri: string;
  readonly path: string;
  /** What lies there names what is read, which may lie anywhere. */
  readonly isManifest?: true;
}

/** A container image that runs, but for those of AWS's own that watch jobs at no cost. */
export interface ContainerImage {
  /** `training`: what the job itself runs. `monitoring`: what watches it. */
  readonly use: InstanceGroup['use'];
  /** As the request writes it, such as `111122223333.dkr.ecr.eu-west-1.amazonaws.com/vision:1@sha256:…`. */
  readonly uri: string;
  readonly path: string;
}

/** Something of SageMaker's beyond plain training that an organisation may want to allow only here and there. */
export const FEATURES = [
  'gated-model',
  'profiler',
  'remote-debug',
  'serverless',
  'training-plan',
  'warm-pool',
] as const;
export type Feature = (typeof FEATURES)[number];

/** A feature where a request asks for it. */
export interface FeatureUse {
  readonly feature: Feature;
  /** The member that asks for it. */
  readonly path: string;
  /** What the request is without it; null where it would be another job. */
  readonly without: readonly Change[] | null;
}

export interface WorkloadTag {
  readonly key: string;
  readonly value: string;
  readonly path: string;
}

/** A text that configures what watches a job: a debugger's rule or hook, the profiler. */
export interface MonitoringParameter {
  readonly key: string;
  readonly value: string;
  /** Of the value, in the object that has it under its key. */
  readonly path: string;
}

/**
 * What a governed action would run, in terms that every rule and quota dimension understands. A second governed
 * action describes itself as one and needs no new rule. It is the whole description, whether or not a rule of today
 * reads each part.
 */
export interface Workload {
  readonly action: string;
  readonly name: At<string>;
  /** Every instance that the action may start. Never empty for an action that is admitted. */
  readonly groups: readonly InstanceGroup[];
  readonly volumeKmsKey: At<string | null>;
  readonly outputKmsKey: At<string | null>;
  readonly maxRuntimeSeconds: At<number | null>;
  /** Of a spot job, waiting for capacity included. */
  readonly maxWaitSeconds: At<number | null>;
  /** How long a warm pool keeps the training instances after the job; 0: there is none. */
  readonly keepAliveSeconds: At<number>;
  readonly role: At<string>;
  readonly images: readonly ContainerImage[];
  /** Name or ARN of the algorithm that stands for an image. */
  readonly algorithm: At<string | null>;
  readonly network: At<Network | null>;
  readonly networkIsolation: At<boolean>;
  readonly trafficEncryption: At<boolean>;
  readonly spot: At<boolean>;
  readonly data: readonly DataLocation[];
  /** Whether the job keeps checkpoints. */
  readonly checkpoints: At<boolean>;
  readonly tags: At<readonly WorkloadTag[]>;
  readonly features: readonly FeatureUse[];
  readonly hyperparameters: At<Readonly<Record<string, string>>>;
  readonly environment: At<Readonly<Record<string, string>>>;
  readonly monitoringParameters: readonly MonitoringParameter[];
  /** What the container is started with, and the arguments of that. */
  readonly entrypoint: At<readonly string[]>;
  readonly entrypointArguments: At<readonly string[]>;
}
