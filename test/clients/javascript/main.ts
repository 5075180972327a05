import { readFileSync } from 'node:fs';
import {
  AddTagsCommand,
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  CreateTransformJobCommand,
  DeleteTagsCommand,
  DeleteTrainingJobCommand,
  DescribeTrainingJobCommand,
  ListModelsCommand,
  ListTagsCommand,
  paginateListTrainingJobs,
  SageMakerClient,
  StopTrainingJobCommand,
  waitUntilTrainingJobCompletedOrStopped,
} from '@aws-sdk/client-sagemaker';

// AWS's SDK for JavaScript as its user has it: nothing is told to it but the environment.
const sagemaker = new SageMakerClient();
const other = new SageMakerClient({
  credentials: {
    accessKeyId: process.env.OTHER_ACCESS_KEY_ID ?? '',
    secretAccessKey: process.env.OTHER_SECRET_ACCESS_KEY ?? '',
  },
});

const told = (step: string, seen: object): void =>
  console.log(JSON.stringify({ step, ...seen }).replaceAll(/AKGW[A-Z2-7]{16}/g, 'AKGW…'));

interface Answered {
  readonly $metadata: { readonly attempts?: number | undefined };
}

async function step<T extends Answered>(name: string, call: Promise<T>, shown: (answer: T) => unknown): Promise<void> {
  try {
    const answer = await call;
    told(name, { answer: shown(answer), attempts: answer.$metadata.attempts });
  } catch (error) {
    const { name: exception, message, $metadata } = error as Error & Answered;
    told(name, { exception, message, attempts: $metadata?.attempts });
  }
}

const request = (file: string, name: string): CreateTrainingJobCommandInput => ({
  ...JSON.parse(readFileSync(`examples/requests/${file}`, 'utf8')),
  TrainingJobName: name,
});
const create = (file: string, name: string) => sagemaker.send(new CreateTrainingJobCommand(request(file, name)));
const arn = ({ TrainingJobArn }: { TrainingJobArn?: string | undefined }) => TrainingJobArn;
const ResourceArn = `arn:aws:sagemaker:${process.env.AWS_REGION}:111122223333:training-job/js-a`;
const a = { TrainingJobName: 'js-a' };

await step('create', create('compliant.json', 'js-a'), arn);
await step('create the same again', create('compliant.json', 'js-a'), arn);
await step('create another', create('compliant.json', 'js-b'), arn);
await step('describe', sagemaker.send(new DescribeTrainingJobCommand(a)), ({ RoleArn, HyperParameters }) => ({
  RoleArn,
  HyperParameters,
}));
const pages = await Array.fromAsync(
  paginateListTrainingJobs({ client: sagemaker, pageSize: 1 }, { SortBy: 'Name', SortOrder: 'Descending' }),
);
told('list, one a page', {
  answer: pages.map(({ TrainingJobSummaries = [] }) => TrainingJobSummaries.map((job) => job.TrainingJobName)),
});
await step(
  'add a tag',
  sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: 'Note', Value: 'x' }] })),
  ({ Tags = [] }) => Tags.length,
);
await step(
  'add a protected tag',
  sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: 'Owner', Value: 'x' }] })),
  () => 'added',
);
await step('list tags', sagemaker.send(new ListTagsCommand({ ResourceArn })), ({ Tags = [] }) =>
  Tags.map(({ Key }) => Key).sort(),
);
await step('delete a tag', sagemaker.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ['Note'] })), () => 'deleted');
await step('a policy denies', create('forbidden-instance.json', 'js-denied'), arn);
await step('over quota', create('over-quota.json', 'js-over'), arn);
await step('a name that is taken', create('minimal.json', 'js-a'), arn);
await step("another team's job", other.send(new DescribeTrainingJobCommand(a)), arn);
const transform = {
  TransformJobName: 't',
  ModelName: 'm',
  TransformInput: undefined,
  TransformOutput: undefined,
  TransformResources: undefined,
};
await step(
  'an operation that starts compute',
  sagemaker.send(new CreateTransformJobCommand(transform)),
  () => 'started',
);
await step('an operation that is not served', sagemaker.send(new ListModelsCommand()), () => 'listed');
await step('delete a job that runs', sagemaker.send(new DeleteTrainingJobCommand(a)), () => 'deleted');
await step('stop', sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: 'js-b' })), () => 'stopping');
await fetch(`${process.env.TRAINGATE_CONTROL_URL}/clock`, {
  method: 'POST',
  body: JSON.stringify({ advanceSeconds: 200 }),
});
const { state } = await waitUntilTrainingJobCompletedOrStopped({ client: sagemaker, maxWaitTime: 30, minDelay: 1 }, a);
told('wait', { answer: state });
await step('stop what has ended', sagemaker.send(new StopTrainingJobCommand(a)), () => 'stopping');
await step('the connection drops after the decision', create('compliant.json', 'lost-connection'), arn);
await step('504 after the decision', create('compliant.json', 'lost-504'), arn);
