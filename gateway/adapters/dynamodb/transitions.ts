import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Step } from '../../flows/ports.ts';
import type { EpochMs } from '../../shared/clock.ts';
import type { AdmissionId } from '../../shared/ids.ts';
import { isForwarded, type JobRecord, type JobState, type UpstreamStatus, type Waiting } from '../../shared/job.ts';
import { outlastConflicts } from './conflicts.ts';
import { historyEntry, type Item, N, recordKey, recordOf, S } from './items.ts';
import type { Table } from './table.ts';

type Change = Omit<UpdateItemCommandInput, 'TableName' | 'Key'>;

/** Writes where the condition holds. `applied` says whether it did; item and record are as they then are. */
async function change(table: Table, admissionId: AdmissionId, input: Change) {
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: recordKey(admissionId),
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ...input,
  });
  const changed = (applied: boolean, item: Item) => ({ applied, item, record: recordOf(item) });
  try {
    const { Attributes } = await outlastConflicts(table, () => table.client.send(command));
    return changed(true, Attributes ?? {});
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException && error.Item)) throw error;
    return changed(false, error.Item);
  }
}

const state = { '#state': 'state' };
const entry = (to: JobState, { at, by, note }: Step) => ({ L: [historyEntry({ at, state: to, by, note })] });

/** forwarding → submitted. The name and the ledger stay as they are, so one update suffices and returns the record. */
export async function submitted(table: Table, id: AdmissionId, step: Step, nextCheckAt: EpochMs): Promise<JobRecord> {
  const { record } = await change(table, id, {
    UpdateExpression:
      'SET #state = :submitted, version = version + :one, nextCheckAt = :next, history = list_append(history, :entry)',
    ConditionExpression: '#state = :forwarding',
    ExpressionAttributeNames: state,
    ExpressionAttributeValues: {
      ':submitted': S('submitted'),
      ':forwarding': S('forwarding'),
      ':one': N(1),
      ':next': N(nextCheckAt),
      ':entry': entry('submitted', step),
    },
  });
  return record;
}

/** The job has ended and its instances are kept: the reservation stays open. A no-op after the end. */
export async function retained(
  table: Table,
  id: AdmissionId,
  step: Step,
  { upstream, nextCheckAt }: { readonly upstream: UpstreamStatus; readonly nextCheckAt: EpochMs },
): Promise<JobRecord> {
  const { record } = await change(table, id, {
    UpdateExpression:
      'SET #state = :retained, version = version + :one, nextCheckAt = :next, upstream = :upstream, history = list_append(history, :entry)',
    ConditionExpression: '#state IN (:forwarding, :submitted)',
    ExpressionAttributeNames: state,
    ExpressionAttributeValues: {
      ':retained': S('retained'),
      ':forwarding': S('forwarding'),
      ':submitted': S('submitted'),
      ':one': N(1),
      ':next': N(nextCheckAt),
      ':upstream': S(JSON.stringify(upstream)),
      ':entry': entry('retained', step),
    },
  });
  return record;
}

/**
 * Puts the forward off: SageMaker was too busy to take it. INVARIANT: only the attempt that the seen deadline let through may
 * do so, and it is over, so nothing has to be waited for: the deadline is set as far back as `quietSince` says.
 */
export async function postpone(
  table: Table,
  seen: JobRecord,
  {
    waiting,
    quietSince,
    nextCheckAt,
  }: { readonly waiting: Waiting; readonly quietSince: EpochMs; readonly nextCheckAt: EpochMs },
): Promise<JobRecord> {
  const { record } = await change(table, seen.admissionId, {
    UpdateExpression: 'SET forwardDeadline = :quiet, nextCheckAt = :next, waiting = if_not_exists(waiting, :waiting)',
    ConditionExpression: '#state = :forwarding AND forwardDeadline = :seen',
    ExpressionAttributeNames: state,
    ExpressionAttributeValues: {
      ':forwarding': S('forwarding'),
      ':seen': N(seen.forwardDeadline),
      ':quiet': N(quietSince),
      ':next': N(nextCheckAt),
      ':waiting': S(JSON.stringify(waiting)),
    },
  });
  return record;
}

/** Notes once that a job costs more than it should. True for the one call that did, though its answer was lost and it came again. */
export async function noteOverrun(table: Table, seen: JobRecord, step: Step): Promise<boolean> {
  const mark = table.ids.next();
  const { applied, item } = await change(table, seen.admissionId, {
    UpdateExpression: 'SET overranAt = :at, overranBy = :mark, history = list_append(history, :entry)',
    ConditionExpression: '#state = :submitted AND attribute_not_exists(overranAt)',
    ExpressionAttributeNames: state,
    ExpressionAttributeValues: {
      ':at': N(step.at),
      ':mark': S(mark),
      ':entry': entry(seen.state, step),
      ':submitted': S('submitted'),
    },
  });
  return applied || item.overranBy?.S === mark;
}

/**
 * Once: who asks later changes nothing. The check time stays: for an unknown outcome it is not before its wait is over.
 * The condition on the state that was seen keeps the history true; a record that moved on meanwhile is asked again.
 */
export async function requestStop(table: Table, seen: JobRecord, step: Step): Promise<JobRecord> {
  const { applied, record } = await change(table, seen.admissionId, {
    UpdateExpression: 'SET stopRequestedAt = :at, history = list_append(history, :entry)',
    ConditionExpression: '#state = :seen AND attribute_not_exists(stopRequestedAt)',
    ExpressionAttributeNames: state,
    ExpressionAttributeValues: { ':at': N(step.at), ':entry': entry(seen.state, step), ':seen': S(seen.state) },
  });
  const movedOn = !applied && isForwarded(record.state) && record.stopRequestedAt === null;
  return movedOn ? requestStop(table, record, step) : record;
}

/** Events come in any order: what is older than what is known, or comes after the end, changes nothing. */
export async function noteUpstream(table: Table, id: AdmissionId, upstream: UpstreamStatus): Promise<void> {
  await change(table, id, {
    UpdateExpression: 'SET upstream = :upstream, upstreamModifiedAt = :at',
    ConditionExpression:
      '#state = :submitted AND (attribute_not_exists(upstreamModifiedAt) OR upstreamModifiedAt < :at)',
    ExpressionAttributeNames: state,
    ExpressionAttributeValues: {
      ':submitted': S('submitted'),
      ':upstream': S(JSON.stringify(upstream)),
      ':at': N(upstream.lastModifiedAt),
    },
  });
}

/**
 * INVARIANT: of all who saw one deadline, one moves it. The mark tells a winner whose answer was lost that it won,
 * when the SDK asks again.
 */
export async function lease(table: Table, seen: JobRecord, deadline: EpochMs, nextCheckAt: EpochMs): Promise<boolean> {
  const mark = table.ids.next();
  const { applied, item } = await change(table, seen.admissionId, {
    UpdateExpression: 'SET forwardDeadline = :deadline, nextCheckAt = :next, leasedBy = :mark',
    ConditionExpression: '#state = :forwarding AND forwardDeadline = :seen',
    ExpressionAttributeNames: state,
    ExpressionAttributeValues: {
      ':forwarding': S('forwarding'),
      ':seen': N(seen.forwardDeadline),
      ':deadline': N(deadline),
      ':next': N(nextCheckAt),
      ':mark': S(mark),
    },
  });
  return applied || item.leasedBy?.S === mark;
}

export async function checkAgain(table: Table, id: AdmissionId, nextCheckAt: EpochMs): Promise<void> {
  await change(table, id, {
    UpdateExpression: 'SET nextCheckAt = :next',
    // Of a finished record that was looked at for good only this is there, which puts it in no index.
    ConditionExpression: '#state IN (:approved, :submitted, :retained, :finished)',
    ExpressionAttributeNames: state,
    ExpressionAttributeValues: {
      ':approved': S('approved'),
      ':submitted': S('submitted'),
      ':retained': S('retained'),
      ':finished': S('finished'),
      ':next': N(nextCheckAt),
    },
  });
}

/** Takes an ended record out of what is due. */
export async function checkedForGood(table: Table, id: AdmissionId): Promise<void> {
  await change(table, id, {
    UpdateExpression: 'REMOVE checkShard, nextCheckAt',
    ConditionExpression: '#state = :finished',
    ExpressionAttributeNames: state,
    ExpressionAttributeValues: { ':finished': S('finished') },
  });
}
