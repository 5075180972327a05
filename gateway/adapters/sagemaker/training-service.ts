import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobCommandOutput,
  ListTagsCommand,
  type SageMakerClient,
  type SageMakerServiceException,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import type { CreateOutcome, Look, StopOutcome, TrainingService } from '../../flows/ports.ts';
import { ADMISSION_TAG, type AdmissionId } from '../../shared/ids.ts';
import { type Bill, TERMINAL_STATUSES, type UpstreamStatus } from '../../shared/job.ts';
import type { JsonObject } from '../../shared/json.ts';
import { CREATE_TIMEOUT_MS, LOOK_TIMEOUT_MS } from './client.ts';
import { isBusy, isRefusal, within } from './outcome.ts';

/**
 * SageMaker through its SDK client, which must make single attempts (`maxAttempts: 1`): whether a forward is repeated
 * is for the flows to decide.
 */
export const sagemakerTrainingService = (client: Pick<SageMakerClient, 'send'>): TrainingService => ({
  create: (request) => create(client, request),
  look: ({ name, admissionId }) =>
    look(client, name, admissionId).catch((cause) => ({
      kind: 'unknown',
      cause,
      ...(isBusy(cause) && { isBusy: true }),
    })),
  stop: (name) => stop(client, name),
});

type Client = Pick<SageMakerClient, 'send'>;

async function create(client: Client, request: JsonObject): Promise<CreateOutcome> {
  try {
    // The cast: the request was validated against the whole model, which is what the SDK's type says too.
    const input = request as unknown as CreateTrainingJobCommandInput;
    const { TrainingJobArn } = await client.send(new CreateTrainingJobCommand(input), within(CREATE_TIMEOUT_MS));
    return TrainingJobArn ? { kind: 'accepted' } : { kind: 'unknown', cause: new Error('an answer without an ARN') };
  } catch (cause) {
    if (!isRefusal(cause)) return { kind: 'unknown', cause };
    return { kind: isBusy(cause) ? 'busy' : 'refused', refusal: { code: cause.name, message: cause.message } };
  }
}

async function look(client: Client, name: string, admissionId: AdmissionId): Promise<Look> {
  const description = await describe(client, name);
  if (!description?.TrainingJobArn) return { kind: 'none' };
  const ours = (await admissionTagOf(client, description.TrainingJobArn)) === admissionId;
  return ours ? { kind: 'ours', status: statusOf(description) } : { kind: 'other' };
}

/** What matters of a description. */
const statusOf = (description: DescribeTrainingJobCommandOutput): UpstreamStatus => ({
  trainingJobStatus: description.TrainingJobStatus ?? '',
  secondaryStatus: description.SecondaryStatus ?? '',
  lastModifiedAt: (description.LastModifiedTime ?? description.CreationTime)?.getTime() ?? 0,
  failureReason: description.FailureReason ?? null,
  ...timed('createdAt', description.CreationTime),
  ...timed('trainingStartedAt', description.TrainingStartTime),
  ...timed('trainingEndedAt', description.TrainingEndTime),
  ...(description.ResourceConfig?.TrainingPlanArn && { trainingPlanArn: description.ResourceConfig.TrainingPlanArn }),
  ...(description.EnableManagedSpotTraining && { isSpot: true }),
  ...endedOf(description),
});

const timed = (member: 'createdAt' | 'trainingStartedAt' | 'trainingEndedAt', time: Date | undefined) =>
  time && { [member]: time.getTime() };

/** Of a job that has ended: its bill, and its warm pool. */
function endedOf(description: DescribeTrainingJobCommandOutput): Pick<UpstreamStatus, 'bill' | 'isPoolKept'> {
  if (!TERMINAL_STATUSES.includes(description.TrainingJobStatus ?? '')) return {};
  const isPoolKept = KEPT_POOL.includes(description.WarmPoolStatus?.Status ?? '');
  const bill = billOf(description);
  return { ...(bill && { bill }), ...(isPoolKept && { isPoolKept }) };
}

/** WarmPoolResourceStatus, of a job that has ended (API reference, 2026-11). */
const KEPT_POOL: readonly string[] = ['Available', 'InUse'];

/**
 * A job that ended before it had instances has no times at all. Where only the seconds are missing, its times bound them, and
 * those of a pool how long it may be kept; undefined: nothing does.
 */
function billOf(description: DescribeTrainingJobCommandOutput): Bill | undefined {
  const {
    TrainingStartTime: start,
    TrainingEndTime: end,
    WarmPoolStatus: pool,
    ResourceConfig: resources,
  } = description;
  const seconds = start && end ? Math.max(0, Math.ceil((end.getTime() - start.getTime()) / 1000)) : 0;
  const trainingSeconds = description.TrainingTimeInSeconds ?? seconds;
  if (start && !end && description.TrainingTimeInSeconds === undefined) return undefined;
  const keptAtMost = pool ? (resources?.KeepAlivePeriodInSeconds ?? 0) : 0;
  const { SelectedInstanceType: type, SelectedInstanceCount: count } = resources ?? {};
  return {
    trainingSeconds,
    billableSeconds: description.BillableTimeInSeconds ?? trainingSeconds,
    keptSeconds: pool?.ResourceRetainedBillableTimeInSeconds ?? keptAtMost,
    selected: type !== undefined && count !== undefined ? { type, count } : null,
  };
}

async function describe(client: Client, name: string) {
  try {
    return await client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }), within(LOOK_TIMEOUT_MS));
  } catch (cause) {
    if (isRefusal(cause) && isNotFound(cause)) return null;
    throw cause;
  }
}

/** What SageMaker says of a job that is not there: a ValidationException with this text, or ResourceNotFound. */
const isNotFound = ({ name, message }: SageMakerServiceException): boolean =>
  name === 'ResourceNotFound' || (name === 'ValidationException' && message.startsWith('Requested resource not found'));

async function admissionTagOf(client: Client, arn: string): Promise<AdmissionId | undefined> {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListTagsCommand({ ResourceArn: arn, NextToken: token }),
      within(LOOK_TIMEOUT_MS),
    );
    const tag = page.Tags?.find(({ Key }) => Key === ADMISSION_TAG);
    if (tag) return tag.Value;
    token = page.NextToken;
  } while (token);
  return undefined;
}

/** A refused stop of a job that stands there means that it has ended, or is stopping. */
async function stop(client: Client, name: string): Promise<StopOutcome> {
  try {
    await client.send(new StopTrainingJobCommand({ TrainingJobName: name }), within(LOOK_TIMEOUT_MS));
    return { kind: 'taken' };
  } catch (cause) {
    const ended = isRefusal(cause) && cause.name === 'ValidationException' && !isNotFound(cause);
    return ended ? { kind: 'taken' } : { kind: 'unknown', cause };
  }
}
