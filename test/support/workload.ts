import type { Workload } from '../../gateway/shared/workload.ts';

/** A small workload that nothing objects to, with the given parts put in. */
export const workload = (parts: Partial<Workload> = {}): Workload => ({
  action: 'CreateTrainingJob',
  name: 'resnet-1',
  groups: [{ type: 'ml.g5.xlarge', count: 1, path: '/ResourceConfig' }],
  volumeSizeGb: { value: 50, path: '/ResourceConfig/VolumeSizeInGB' },
  volumeKmsKey: { value: null, path: '/ResourceConfig/VolumeKmsKeyId' },
  outputKmsKey: { value: null, path: '/OutputDataConfig/KmsKeyId' },
  maxRuntimeSeconds: { value: 3600, path: '/StoppingCondition/MaxRuntimeInSeconds' },
  role: { value: 'arn:aws:iam::111122223333:role/vision-training', path: '/RoleArn' },
  image: { value: null, path: '/AlgorithmSpecification/TrainingImage' },
  network: { value: null, path: '/VpcConfig' },
  networkIsolation: { value: false, path: '/EnableNetworkIsolation' },
  trafficEncryption: { value: false, path: '/EnableInterContainerTrafficEncryption' },
  spot: { value: false, path: '/EnableManagedSpotTraining' },
  data: [],
  tags: { value: [], path: '/Tags' },
  ...parts,
});
