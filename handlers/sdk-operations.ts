import { type JobRequests, receiveRequest } from '../gateway/actions/operations/receive.ts';
import { classOf, isServed, type JobOperation } from '../gateway/actions/operations/table.ts';
import type { HttpAnswer } from '../gateway/adapters/http/answer.ts';
import { answered, refused } from '../gateway/adapters/http/aws-json.ts';
import { admit } from '../gateway/flows/admit.ts';
import { deleteJob } from '../gateway/flows/delete.ts';
import { describeJob } from '../gateway/flows/describe.ts';
import { listTrainingJobs } from '../gateway/flows/list.ts';
import { stop } from '../gateway/flows/stop.ts';
import { changeTags, listTags } from '../gateway/flows/tags.ts';
import { updateJob } from '../gateway/flows/update.ts';
import type { ErrorCode, Refusal } from '../gateway/shared/errors.ts';
import { IMPLIED_STATUS, isLive, type JobRecord } from '../gateway/shared/job.ts';
import type { Principal } from '../gateway/shared/principal.ts';
import type { Result } from '../gateway/shared/result.ts';
import type { Door } from './compose.ts';

/** A call of an AWS SDK whose caller is known. */
export interface Call {
  readonly principal: Principal;
  /** As SageMaker calls it, such as `DescribeTrainingJob`. */
  readonly operation: string;
  readonly body: Uint8Array;
}

/** Does what is asked for, or says why not. INVARIANT: what is not in this table is forwarded nowhere. */
export async function perform(door: Door, { principal, operation, body }: Call): Promise<HttpAnswer> {
  if (!isServed(operation)) return refused(notServed(operation));
  if (operation === 'CreateTrainingJob') {
    const admitted = await admit(door.ports, door, { principal, body });
    if (!admitted.ok) return refused(admitted.error);
    return answered(JSON.stringify({ TrainingJobArn: admitted.value.arn }), admitted.value.decision);
  }
  return performOnJob(door, principal, operation, body);
}

async function performOnJob<O extends JobOperation>(
  door: Door,
  principal: Principal,
  operation: O,
  body: Uint8Array,
): Promise<HttpAnswer> {
  const request = receiveRequest(operation, body);
  return request.ok ? STORIES[operation](door, principal, request.value) : refused(request.error);
}

type Stories = {
  readonly [O in JobOperation]: (door: Door, principal: Principal, request: JobRequests[O]) => Promise<HttpAnswer>;
};

const STORIES: Stories = {
  DescribeTrainingJob: async ({ ports: { store }, describes }, principal, { TrainingJobName }) =>
    told(await describeJob({ store, describes }, principal, TrainingJobName)),
  ListTrainingJobs: async ({ ports: { store }, bundle: { organization }, arnOf }, principal, request) => {
    const page = await listTrainingJobs({ store, organization, arnOf }, principal, request);
    return page.ok ? answered(JSON.stringify(page.value)) : refused(page.error);
  },
  StopTrainingJob: async ({ ports }, principal, { TrainingJobName }) => {
    const stopped = await stop(ports, principal, TrainingJobName);
    return stopped.ok ? stopAnswer(stopped.value) : refused(stopped.error);
  },
  UpdateTrainingJob: async (door, principal, request) => {
    const updated = await updateJob(door, door, principal, request);
    return updated.ok ? answered(updated.value.body, updated.value.decision) : refused(updated.error);
  },
  DeleteTrainingJob: async (door, principal, { TrainingJobName }) => {
    const deleted = await deleteJob(door, principal, TrainingJobName);
    return deleted.ok ? answered('') : refused(deleted.error);
  },
  AddTags: async (door, principal, request) =>
    told(await changeTags(door, principal, { operation: 'AddTags', request })),
  ListTags: async ({ ports: { store }, relay, arnOf }, principal, request) =>
    told(await listTags({ store, relay, arnOf }, principal, request)),
  DeleteTags: async (door, principal, request) =>
    told(await changeTags(door, principal, { operation: 'DeleteTags', request })),
};

const told = (answer: Result<string, Refusal<ErrorCode>>): HttpAnswer =>
  answer.ok ? answered(answer.value) : refused(answer.error);

/** SageMaker stops what runs, and says of the rest that it has ended. */
function stopAnswer({ name, state, deletedAt, upstream }: JobRecord): HttpAnswer {
  if (isLive(state)) return answered('');
  if (deletedAt !== null) return refused({ code: 'job-not-found', detail: name });
  const status = upstream?.trainingJobStatus ?? IMPLIED_STATUS[state];
  const detail = `The request was rejected because the training job is in status ${status}.`;
  return refused({ code: 'job-ended', detail });
}

const CREATE_INSTEAD = 'only training jobs go through it, with CreateTrainingJob';
const PLATFORM = 'ask your platform team where else it may be called';

function notServed(operation: string): Refusal<'operation-denied' | 'unknown-operation'> {
  switch (classOf(operation)) {
    case 'starts-compute':
      return {
        code: 'operation-denied',
        detail: `\`${operation}\` starts or buys compute that no policy of the gateway judges: ${CREATE_INSTEAD}; ${PLATFORM}`,
      };
    case 'describes-compute':
      return {
        code: 'operation-denied',
        detail: `\`${operation}\` names instances that something starts later, which no policy of the gateway judges: ${CREATE_INSTEAD}; ${PLATFORM}`,
      };
    case 'unknown':
      return {
        code: 'unknown-operation',
        detail: `${operation === '' ? 'the X-Amz-Target is not `SageMaker.<operation>`, which' : `\`${operation}\``} is not served by the gateway: it serves training jobs and their tags; ${PLATFORM}`,
      };
  }
}
