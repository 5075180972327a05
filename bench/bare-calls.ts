import {
  type DynamoDBClient,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';

/** The inputs of the three SDK calls that admit a job. */
export interface BareCalls {
  readonly transaction: TransactWriteItemsCommandInput;
  readonly job: CreateTrainingJobCommandInput;
  readonly update: UpdateItemCommandInput;
}

export interface BareClients {
  readonly dynamodb: DynamoDBClient;
  readonly sagemaker: SageMakerClient;
}

/** What the gateway is compared with: the three calls one after the other, by clients as they come, and nothing else. */
export async function callBare(
  { dynamodb, sagemaker }: BareClients,
  { transaction, job, update }: BareCalls,
): Promise<void> {
  await dynamodb.send(new TransactWriteItemsCommand(transaction));
  await sagemaker.send(new CreateTrainingJobCommand(job));
  await dynamodb.send(new UpdateItemCommand(update));
}
