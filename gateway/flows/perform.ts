import { type JobRequests, receiveRequest } from '../actions/operations/receive.ts';
import { isServed, type JobOperation } from '../actions/operations/table.ts';
import { unserved } from '../actions/operations/unserved.ts';
import type { OnHold } from '../shared/approval.ts';
import type { Decision } from '../shared/decision.ts';
import type { ErrorCode, Refusal } from '../shared/errors.ts';
import { IMPLIED_STATUS, isRunning, type JobRecord } from '../shared/job.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { admit } from './admit.ts';
import type { Governance } from './assess.ts';
import { deleteJob } from './delete.ts';
import { describeJob } from './describe.ts';
import { listTrainingJobs } from './list.ts';
import type { Ports, Relay } from './ports.ts';
import { stop } from './stop.ts';
import { changeTags, listTags } from './tags.ts';
import { updateJob } from './update.ts';

/** What stands behind the SDK door. */
export interface Passage extends Governance {
  readonly ports: Ports;
  readonly relay: Relay;
  /** A relay that may answer a Describe from what SageMaker said of the same record seconds ago. */
  readonly describes: (record: JobRecord) => Relay;
  /** The ARN of the job of a name. */
  readonly arnOf: (name: string) => string;
}

/** A call of an AWS SDK whose caller is known. */
export interface Call {
  readonly principal: Principal;
  /** As SageMaker calls it, such as `DescribeTrainingJob`; empty where none was named. */
  readonly operation: string;
  readonly body: Uint8Array;
  /** Of a create: what its caller wants where it needs approval. */
  readonly onHold?: OnHold | undefined;
}

/** What SageMaker's client is answered. */
export interface Performed {
  /** JSON text, empty for some operations. */
  readonly body: string;
  /** Where the request was judged. */
  readonly decision?: Decision;
}

type Outcome = Result<Performed, Refusal<ErrorCode>>;

/** Does what is asked for, or says why not. INVARIANT: what is not in this table is forwarded nowhere. */
export async function perform(passage: Passage, { principal, operation, body, onHold }: Call): Promise<Outcome> {
  if (!isServed(operation)) return err(unserved(operation));
  if (operation !== 'CreateTrainingJob') return performOnJob(passage, principal, operation, body);
  const admitted = await admit(passage.ports, passage, { principal, body, onHold });
  if (!admitted.ok) return admitted;
  const { arn, decision } = admitted.value;
  return ok({ body: JSON.stringify({ TrainingJobArn: arn }), decision });
}

async function performOnJob<O extends JobOperation>(
  passage: Passage,
  principal: Principal,
  operation: O,
  body: Uint8Array,
): Promise<Outcome> {
  const request = receiveRequest(operation, body);
  return request.ok ? STORIES[operation](passage, principal, request.value) : request;
}

type Stories = {
  readonly [O in JobOperation]: (passage: Passage, principal: Principal, request: JobRequests[O]) => Promise<Outcome>;
};

const STORIES: Stories = {
  DescribeTrainingJob: async ({ ports: { store }, describes }, principal, { TrainingJobName }) =>
    told(await describeJob({ store, describes }, principal, TrainingJobName)),
  ListTrainingJobs: async ({ ports: { store }, bundle: { organization }, arnOf }, principal, request) => {
    const page = await listTrainingJobs({ store, organization, arnOf }, principal, request);
    return page.ok ? ok({ body: JSON.stringify(page.value) }) : page;
  },
  StopTrainingJob: async ({ ports }, principal, { TrainingJobName }) => {
    const stopped = await stop(ports, principal, TrainingJobName);
    return stopped.ok ? stopAnswer(stopped.value) : stopped;
  },
  UpdateTrainingJob: (passage, principal, request) => updateJob(passage, passage, principal, request),
  DeleteTrainingJob: async (passage, principal, { TrainingJobName }) => {
    const deleted = await deleteJob(passage, principal, TrainingJobName);
    return deleted.ok ? ok({ body: '' }) : deleted;
  },
  AddTags: async (passage, principal, request) =>
    told(await changeTags(passage, principal, { operation: 'AddTags', request })),
  ListTags: async ({ ports: { store }, relay, arnOf }, principal, request) =>
    told(await listTags({ store, relay, arnOf }, principal, request)),
  DeleteTags: async (passage, principal, request) =>
    told(await changeTags(passage, principal, { operation: 'DeleteTags', request })),
};

const told = (answer: Result<string, Refusal<ErrorCode>>): Outcome => (answer.ok ? ok({ body: answer.value }) : answer);

/** SageMaker stops what runs, and says of the rest that it has ended. */
function stopAnswer({ name, state, deletedAt, upstream }: JobRecord): Outcome {
  // What is withdrawn was stopped, by this call or by the same before.
  if (isRunning(state) || state === 'withdrawn') return ok({ body: '' });
  if (deletedAt !== null) return err({ code: 'job-not-found', detail: name });
  const status = upstream?.trainingJobStatus ?? IMPLIED_STATUS[state];
  const detail = `The request was rejected because the training job is in status ${status}.`;
  return err({ code: 'job-ended', detail });
}
