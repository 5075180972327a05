/** A value with the JSON Pointer of the request member it was read from, or would be written to where it is absent. */
export interface At<T> {
  readonly value: T;
  readonly path: string;
}

/** Instances of one type. `path` is the object that holds InstanceType and InstanceCount. */
export interface InstanceGroup {
  readonly type: string;
  readonly count: number;
  readonly path: string;
}

export interface Network {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

export interface DataLocation {
  readonly use: 'input' | 'output' | 'checkpoint';
  readonly uri: string;
  readonly path: string;
}

export interface WorkloadTag {
  readonly key: string;
  readonly value: string;
  readonly path: string;
}

/**
 * What a governed action would run, in terms that every rule and quota dimension understands. A second governed
 * action describes itself as one and needs no new rule. It is the whole description, whether or not a rule of today
 * reads each part.
 */
export interface Workload {
  readonly action: string;
  readonly name: string;
  /** Every instance the action starts. Never empty for an action that is admitted. */
  readonly groups: readonly InstanceGroup[];
  /** Gigabytes on each instance; null where the request leaves it to SageMaker. */
  readonly volumeSizeGb: At<number | null>;
  readonly volumeKmsKey: At<string | null>;
  readonly outputKmsKey: At<string | null>;
  readonly maxRuntimeSeconds: At<number | null>;
  readonly role: At<string>;
  readonly image: At<string | null>;
  readonly network: At<Network | null>;
  readonly networkIsolation: At<boolean>;
  readonly trafficEncryption: At<boolean>;
  readonly spot: At<boolean>;
  readonly data: readonly DataLocation[];
  readonly tags: At<readonly WorkloadTag[]>;
}
