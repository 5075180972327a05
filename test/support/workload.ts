import type { InstanceGroup, Workload } from '../../gateway/shared/workload.ts';

/** A training group where a request with one group has it, with the given parts put in. */
export function group(parts: Partial<InstanceGroup> = {}): InstanceGroup {
  const path = parts.path ?? '/ResourceConfig';
  return {
    type: 'ml.g5.xlarge',
    count: 1,
    use: 'training',
    isAlternative: false,
    path,
    countPath: `${path}/InstanceCount`,
    volumeSizeGb: { value: 50, path: '/ResourceConfig/VolumeSizeInGB' },
    ...parts,
  };
}

/** A small workload that nothing objects to, with the given parts put in. */
export const workload = (parts: Partial<Workload> = {}): Workload => ({
  action: 'CreateTrainingJob',
  name: { value: 'resnet-1', path: '/TrainingJobName' },
  groups: [group()],
  volumeKmsKey: { value: null, path: '/ResourceConfig/VolumeKmsKeyId' },
  outputKmsKey: { value: null, path: '/OutputDataConfig/KmsKeyId' },
  maxRuntimeSeconds: { value: 3600, path: '/StoppingCondition/MaxRuntimeInSeconds' },
  maxWaitSeconds: { value: null, path: '/StoppingCondition/MaxWaitTimeInSeconds' },
  keepAliveSeconds: { value: 0, path: '/ResourceConfig/KeepAlivePeriodInSeconds' },
  role: { value: 'arn:aws:iam::111122223333:role/vision-training', path: '/RoleArn' },
  images: [],
  algorithm: { value: null, path: '/AlgorithmSpecification/AlgorithmName' },
  network: { value: null, path: '/VpcConfig' },
  networkIsolation: { value: false, path: '/EnableNetworkIsolation' },
  trafficEncryption: { value: false, path: '/EnableInterContainerTrafficEncryption' },
  spot: { value: false, path: '/EnableManagedSpotTraining' },
  data: [],
  checkpoints: { value: false, path: '/CheckpointConfig' },
  tags: { value: [], path: '/Tags' },
  features: [],
  hyperparameters: { value: {}, path: '/HyperParameters' },
  environment: { value: {}, path: '/Environment' },
  monitoringParameters: [],
  entrypoint: { value: [], path: '/AlgorithmSpecification/ContainerEntrypoint' },
  entrypointArguments: { value: [], path: '/AlgorithmSpecification/ContainerArguments' },
  ...parts,
});
