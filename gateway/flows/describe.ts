import { approvedText, waitingText } from '../approvals/wording.ts';
import { redactDescription } from '../audit/redact.ts';
import { type Decision, warningsOf } from '../shared/decision.ts';
import type { Refusal } from '../shared/errors.ts';
import { IMPLIED_STATUS, isUpstream, isWaiting, type JobRecord, lastDecision, undecidedReason } from '../shared/job.ts';
import { isJsonList, type Json, type JsonObject } from '../shared/json.ts';
import type { Principal } from '../shared/principal.ts';
import { requirementsText } from '../shared/requirements.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { jobNotFound, readableJob } from './job-access.ts';
import { passedOn } from './passed-on.ts';
import type { Ports, Relay } from './ports.ts';

/** What describing takes. The relay may answer from what SageMaker said of the same record seconds ago. */
export interface Describing {
  readonly store: Ports['store'];
  readonly describes: (record: JobRecord) => Relay;
}

/**
 * The body of DescribeTrainingJob's answer. Of a job that SageMaker has it is SageMaker's own, but that warnings of our
 * policies come before its transitions, and that an auditor of another team sees no values that may be secrets. Of a job
 * that SageMaker does not have, or not yet, it is what SageMaker would say of one.
 */
export async function describeJob(
  { store, describes }: Describing,
  principal: Principal,
  name: string,
): Promise<Result<string, Refusal>> {
  const job = await readableJob(store, principal, name);
  if (!job.ok) return job;
  const record = job.value;
  const isForeign = record.team !== principal.team;
  if (!isUpstream(record.state)) {
    const stored = await store.load(record.admissionId);
    const described = ownDescription(record, stored?.request ?? {});
    return ok(JSON.stringify(isForeign ? redactDescription(described) : described));
  }
  const answer = await passedOn(describes(record), 'DescribeTrainingJob', { TrainingJobName: record.name });
  if (!answer.ok) return answer;
  const theirs: JsonObject = JSON.parse(answer.value);
  if (!isOurs(theirs, record)) return err(jobNotFound(name));
  if (!isForeign && !hasOwnTransitions(record)) return answer;
  const described = withOwnTransitions(theirs, record);
  return ok(JSON.stringify(isForeign ? redactDescription(described) : described));
}

/** Ours is older than its successor by its whole life, and what tells of it may round. */
const SAME_JOB_MS = 60_000;

/**
 * Whether what stands under the name is the job that we know: a stranger's took the name later, after ours was deleted past
 * the gateway. Describe tells no tags; an event has told when ours was created.
 */
const isOurs = ({ CreationTime: time }: JsonObject, { upstream }: JobRecord): boolean =>
  upstream?.createdAt === undefined || Number(time) * 1000 - upstream.createdAt < SAME_JOB_MS;

/** Members of the request that Describe does not show (model of SageMaker, DescribeTrainingJobResponse). */
const NOT_DESCRIBED: readonly string[] = ['Tags', 'SessionChainingConfig'];

/** Times in SageMaker's API are epoch seconds. */
const seconds = (epochMs: number): number => epochMs / 1000;

function ownDescription(record: JobRecord, request: JsonObject): JsonObject {
  const changedAt = seconds(record.history.at(-1)?.at ?? record.createdAt);
  const shown = Object.entries(request).filter(([member]) => !NOT_DESCRIBED.includes(member));
  const status = IMPLIED_STATUS[record.state];
  const isOver = status !== 'InProgress';
  const reason = failureReason(record);
  const ended = { Status: status, StartTime: changedAt, EndTime: changedAt, StatusMessage: lastNote(record) };
  return {
    ...Object.fromEntries(shown),
    TrainingJobName: record.name,
    TrainingJobArn: record.arn,
    TrainingJobStatus: status,
    SecondaryStatus: isOver ? status : 'Pending',
    ...(reason && { FailureReason: reason }),
    CreationTime: seconds(record.createdAt),
    LastModifiedTime: changedAt,
    ...(isOver && { TrainingEndTime: changedAt }),
    SecondaryStatusTransitions: [...ownTransitions(record, isOver ? changedAt : null), ...(isOver ? [ended] : [])],
  };
}

function failureReason(record: JobRecord): string | null {
  const { refusal } = record;
  return refusal ? `SageMaker refused the job: ${refusal.code}: ${refusal.message}` : undecidedReason(record);
}

const lastNote = ({ history }: JobRecord): string => history.at(-1)?.note ?? '';

const hasWarnings = (decision: Decision): boolean => warningsOf(decision).length > 0;

/** Whether we have something to say that SageMaker does not. */
const hasOwnTransitions = (record: JobRecord): boolean => record.approval !== null || hasWarnings(record.decision);

/**
 * Our own transitions, which stand before SageMaker's: clients print each as it comes, and again where its text changes while
 * it is the last. `endedAt`: null, they go on.
 * INVARIANT: what has come stays, and in its place: of a job that was held first the wait, then what came of it.
 */
function ownTransitions(record: JobRecord, endedAt: number | null): readonly JsonObject[] {
  const { approval, state, createdAt, history } = record;
  const started = seconds(createdAt);
  if (approval === null) return [pending(started, endedAt, admittedText(record))];
  const approvedAt = history.find((entry) => entry.state === 'approved')?.at;
  const asked = `Held: it takes the approval of ${requirementsText(approval.requirements)}`;
  if (approvedAt === undefined) return [pending(started, endedAt, state === 'held' ? waitingText(record) : asked)];
  const decidedAt = seconds(approvedAt);
  const decided = isWaiting(state) ? waitingText(record) : `${approvedText(approval)}. ${admittedText(record)}`;
  return [pending(started, decidedAt, asked), pending(decidedAt, endedAt, decided)];
}

const pending = (startedAt: number, endedAt: number | null, message: string): JsonObject => ({
  Status: 'Pending',
  StartTime: startedAt,
  ...(endedAt !== null && { EndTime: endedAt }),
  StatusMessage: message,
});

const admittedText = (record: JobRecord): string =>
  [
    'Admitted by Traingate',
    ...(record.waiting && record.state === 'forwarding'
      ? [`Waiting, since SageMaker is busy: ${record.waiting.message}`]
      : []),
    ...warningsOf(lastDecision(record)).map((text) => `Warning: ${text}`),
  ].join('. ');

function withOwnTransitions(described: JsonObject, record: JobRecord): JsonObject {
  if (!hasOwnTransitions(record)) return described;
  const given: Json | undefined = described.SecondaryStatusTransitions;
  const theirs = isJsonList(given) ? given : [];
  const handedOverAt = seconds(record.history.findLast(({ state }) => state === 'forwarding')?.at ?? record.createdAt);
  return { ...described, SecondaryStatusTransitions: [...ownTransitions(record, handedOverAt), ...theirs] };
}
