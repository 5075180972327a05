import { appendFileSync, cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DeleteTrainingJobCommand,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  SageMakerClient,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach } from '@jest/globals';
import type { TrainingJobEvent } from '../../local/sagemaker/events.ts';
import { type Sagemaker, type SagemakerOptions, startSagemaker } from '../../local/sagemaker/server.ts';

export const ARN = 'arn:aws:sagemaker:eu-west-1:111122223333:training-job/';
export const REQUEST = {
  TrainingJobName: 'Churn-1',
  RoleArn: 'arn:aws:iam::111122223333:role/vision-training',
  AlgorithmSpecification: {
    TrainingImage: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn:1',
    TrainingInputMode: 'File',
  },
  OutputDataConfig: { S3OutputPath: 's3://example-models/churn/' },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  HyperParameters: { epochs: '3' },
  Tags: [
    { Key: 'cost-center', Value: 'cc-100' },
    { Key: 'traingate:admission', Value: 'a-1' },
  ],
} as const satisfies object;

/** The stages of a job that nothing disturbs, as its events tell them. */
export const LIFE = ['Starting', 'Downloading', 'Training', 'Uploading', 'Completed'];

// The SDK's own type wants mutable lists; the request is only read.
export const createInput = (changes: object): CreateTrainingJobCommandInput =>
  ({ ...REQUEST, ...changes }) as unknown as CreateTrainingJobCommandInput;

export const clientOf = (endpoint: string, maxAttempts = 1): SageMakerClient =>
  new SageMakerClient({
    endpoint,
    region: 'eu-west-1',
    maxAttempts,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
  });

/** The headers of a call without a client; the service looks only for a signature, not at it. */
export const signed = (operation: string): Record<string, string> => ({
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': `SageMaker.${operation}`,
  authorization: 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE',
});

/**
 * The embedded SageMaker and a client of it, anew for each test of the file: nothing is there until the test has called
 * `start`, and it ends with the test. Its clock stands still but for `advance`.
 */
export function embeddedSagemaker() {
  let sagemaker: Sagemaker;
  let client: SageMakerClient;
  let events: TrainingJobEvent[];
  let directory: string;

  async function start(options: Partial<SagemakerOptions> = {}): Promise<void> {
    sagemaker = await startSagemaker({
      directory: null,
      accountId: '111122223333',
      region: 'eu-west-1',
      rate: 0,
      onEvent: async (event) => {
        events.push(event);
      },
      ...options,
    });
    client = clientOf(sagemaker.url);
  }
  async function stop(): Promise<void> {
    client.destroy();
    await sagemaker.close();
  }
  async function restart(options: Partial<SagemakerOptions> = {}): Promise<void> {
    await stop();
    await start(options);
  }
  async function kill(torn = ''): Promise<void> {
    const left = `${directory}-left`;
    cpSync(directory, left, { recursive: true });
    appendFileSync(join(left, 'records.jsonl'), torn);
    await stop();
    rmSync(directory, { recursive: true });
    renameSync(left, directory);
    await start({ directory });
  }
  const list = (input: object = {}) => client.send(new ListTrainingJobsCommand(input));

  beforeEach(() => {
    events = [];
    directory = mkdtempSync(join(tmpdir(), 'traingate-'));
  });
  afterEach(async () => {
    await stop();
    rmSync(directory, { recursive: true });
  });

  return {
    get sagemaker() {
      return sagemaker;
    },
    get client() {
      return client;
    },
    get events(): TrainingJobEvent[] {
      return events;
    },
    /** An empty folder, for a service that is to keep something. */
    get directory() {
      return directory;
    },
    start,
    restart,
    /** Starts anew with what a process that was killed now would leave in `directory`, `torn` after its last line. */
    kill,
    create: (changes: object = {}) => client.send(new CreateTrainingJobCommand(createInput(changes))),
    describeJob: (name = 'Churn-1') => client.send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
    stopJob: (name = 'Churn-1') => client.send(new StopTrainingJobCommand({ TrainingJobName: name })),
    deleteJob: (name = 'Churn-1') => client.send(new DeleteTrainingJobCommand({ TrainingJobName: name })),
    listTags: (changes: object = {}) => client.send(new ListTagsCommand({ ResourceArn: `${ARN}churn-1`, ...changes })),
    list,
    namesOf: async (input: object): Promise<readonly (string | undefined)[]> =>
      (await list(input)).TrainingJobSummaries?.map(({ TrainingJobName }) => TrainingJobName) ?? [],
    /** Which events came, such as `Churn-1 Starting`. */
    seen: (): readonly string[] => events.map(({ detail }) => `${detail.TrainingJobName} ${detail.SecondaryStatus}`),
  };
}
