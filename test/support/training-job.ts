import type { JsonObject } from '../../gateway/shared/json.ts';

/** A small valid CreateTrainingJob request; `changes` replace top-level members, undefined removes one. */
export function trainingJob(changes: Readonly<Record<string, unknown>> = {}): JsonObject {
  const request = {
    TrainingJobName: 'Churn-2026-11-23',
    RoleArn: 'arn:aws:iam::111122223333:role/training-vision',
    AlgorithmSpecification: {
      TrainingImage: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn:1',
      TrainingInputMode: 'File',
    },
    OutputDataConfig: { S3OutputPath: 's3://example-corp-vision/churn' },
    ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 30 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    ...changes,
  };
  // Through JSON, as a request arrives: undefined members go, the rest is Json.
  return JSON.parse(JSON.stringify(request));
}

/** A JSON value as the bytes of a body. */
export const bodyOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
