import {
  AddTagsCommand,
  type AddTagsCommandInput,
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DeleteTagsCommand,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  type ListTrainingJobsCommandInput,
  type SageMakerClient,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';

/** One call of a client, where a job that has ended, `churn`, is all there is. */
export interface Case {
  readonly name: string;
  call(client: SageMakerClient): Promise<object>;
}

const ARN = 'arn:aws:sagemaker:eu-west-1:123456789012:training-job/';

const REQUEST = {
  TrainingJobName: 'churn',
  RoleArn: 'arn:aws:iam::123456789012:role/vision-training',
  AlgorithmSpecification: {
    TrainingImage: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn:1',
    TrainingInputMode: 'File',
  },
  InputDataConfig: [
    {
      ChannelName: 'train',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://example-data/churn/' } },
    },
  ],
  OutputDataConfig: { S3OutputPath: 's3://example-models/churn/' },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  HyperParameters: { epochs: '3' },
  Tags: [{ Key: 'cost-center', Value: 'cc-100' }],
} satisfies CreateTrainingJobCommandInput;

export const create = (client: SageMakerClient, changes: object = {}) =>
  client.send(new CreateTrainingJobCommand({ ...REQUEST, ...changes }));
const creating = (name: string, changes: object): Case => ({
  name: `create ${name}`,
  call: (client) => create(client, { TrainingJobName: 'other', ...changes }),
});
const describing = (name: string, TrainingJobName: string): Case => ({
  name: `describe ${name}`,
  call: (client) => client.send(new DescribeTrainingJobCommand({ TrainingJobName })),
});
const listing = (name: string, input: object): Case => ({
  name: `list ${name}`,
  // Some of the inputs are wrong on purpose.
  call: (client) => client.send(new ListTrainingJobsCommand(input as ListTrainingJobsCommandInput)),
});
const stopping = (name: string, TrainingJobName: string): Case => ({
  name: `stop ${name}`,
  call: (client) => client.send(new StopTrainingJobCommand({ TrainingJobName })),
});
const tags = (name: string, input: { ResourceArn: string; NextToken?: string }): Case => ({
  name: `tags ${name}`,
  call: (client) => client.send(new ListTagsCommand(input)),
});
const adding = (name: string, input: object): Case => ({
  name: `add tags ${name}`,
  // Some of the inputs are wrong on purpose.
  call: (client) => client.send(new AddTagsCommand({ ResourceArn: `${ARN}churn`, ...input } as AddTagsCommandInput)),
});
const deleting = (name: string, TagKeys: string[], ResourceArn = `${ARN}churn`): Case => ({
  name: `delete tags ${name}`,
  call: (client) => client.send(new DeleteTagsCommand({ ResourceArn, TagKeys })),
});

export const CASES: readonly Case[] = [
  creating('a job', {}),
  creating('a name that is taken', { TrainingJobName: 'churn' }),
  creating('a name taken in other case', { TrainingJobName: 'CHURN' }),
  creating('a malformed name', { TrainingJobName: 'x!' }),
  creating('a malformed role', { RoleArn: 'vision-training' }),
  creating('without a role', { RoleArn: undefined }),
  creating('without an output', { OutputDataConfig: undefined }),
  creating('without a name', { TrainingJobName: undefined }),
  creating('without an algorithm', { AlgorithmSpecification: { TrainingInputMode: 'File' } }),
  creating('a reserved tag', { Tags: [{ Key: 'aws:a', Value: 'x' }] }),
  creating('a tag twice', { Tags: [1, 2].map(() => ({ Key: 'a', Value: 'x' })) }),
  creating('no runtime', { StoppingCondition: { MaxRuntimeInSeconds: 0 } }),
  creating('a wait without spot', { StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60 } }),
  describing('a job', 'churn'),
  describing('an unknown job', 'nobody'),
  describing('a malformed name', 'x!'),
  listing('all', {}),
  listing('with a status', { StatusEquals: 'Completed' }),
  listing('by name, downwards', { SortBy: 'Name', SortOrder: 'Descending' }),
  listing('with a part of the name', { NameContains: 'churn' }),
  listing('what nobody is called', { NameContains: 'nobody' }),
  listing('in an unknown order', { SortBy: 'Age' }),
  listing('in an unknown direction', { SortOrder: 'Up' }),
  listing('with an unknown status', { StatusEquals: 'Lost' }),
  listing('a large page', { MaxResults: 101 }),
  listing('from an unknown page', { NextToken: 'guess' }),
  stopping('a job that has ended', 'churn'),
  stopping('an unknown job', 'nobody'),
  tags('of a job', { ResourceArn: `${ARN}churn` }),
  tags('of an unknown job', { ResourceArn: `${ARN}nobody` }),
  tags('from an unknown page', { ResourceArn: `${ARN}churn`, NextToken: 'guess' }),
  tags('of what is no ARN', { ResourceArn: 'churn' }),
  adding('to a job', { Tags: [{ Key: 'stage', Value: 'two' }] }),
  adding('that it has', { Tags: [{ Key: 'cost-center', Value: 'cc-200' }] }),
  adding('to an unknown job', { ResourceArn: `${ARN}nobody`, Tags: [{ Key: 'a', Value: 'x' }] }),
  adding('that are none', {}),
  adding('of AWS', { Tags: [{ Key: 'aws:a', Value: 'x' }] }),
  adding('twice', { Tags: [1, 2].map(() => ({ Key: 'a', Value: 'x' })) }),
  adding('that are too many', { Tags: Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'x' })) }),
  deleting('of a job', ['cost-center']),
  deleting('that it does not have', ['stage']),
  deleting('of an unknown job', ['cost-center'], `${ARN}nobody`),
  deleting('that are none', []),
  deleting('of AWS', ['aws:a']),
];
