import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Step } from '../../flows/ports.ts';
import type { EpochMs } from '../../shared/clock.ts';
import type { AdmissionId } from '../../shared/ids.ts';
import { type JobRecord, type JobState, LIVE_STATES, type UpstreamStatus } from '../../shared/job.ts';
import { historyEntry, type Item, N, recordKey, recordOf, S } from './items.ts';
import type { Table } from './table.ts';

type Change = Omit<UpdateItemCommandInput, 'TableName' | 'Key'>;

/** Writes where the condition holds. `applied` says whether it did; the record is as it then is. */
async function change(table: Table, admissionId: AdmissionId, input: Change) {
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: recordKey(admissionId),
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ...input,
  });
  try {
    const { Attributes } = await table.client.send(command);
    return { applied: true, record: recordOf(Attributes as Item) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException && error.Item)) throw error;
    return { applied: false, record: recordOf(error.Item as Item) };
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

/** Once: who asks later changes nothing. The check time stays: for an unknown outcome it is not before its wait is over. */
export async function requestStop(table: Table, current: JobRecord, step: Step): Promise<JobRecord> {
  const live = LIVE_STATES.map((_, i) => `:live${i}`).join(', ');
  const { record } = await change(table, current.admissionId, {
    UpdateExpression: 'SET stopRequestedAt = :at, history = list_append(history, :entry)',
    ConditionExpression: `#state IN (${live}) AND attribute_not_exists(stopRequestedAt)`,
    ExpressionAttributeNames: state,
    ExpressionAttributeValues: {
      ':at': N(step.at),
      ':entry': entry(current.state, step),
      ...Object.fromEntries(LIVE_STATES.map((live, i) => [`:live${i}`, S(live)])),
    },
  });
  return record;
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

/** INVARIANT: of all who saw one deadline, one moves it. */
export async function lease(table: Table, seen: JobRecord, deadline: EpochMs, nextCheckAt: EpochMs): Promise<boolean> {
  const { applied } = await change(table, seen.admissionId, {
    UpdateExpression: 'SET forwardDeadline = :deadline, nextCheckAt = :next',
    ConditionExpression: '#state = :forwarding AND forwardDeadline = :seen',
    ExpressionAttributeNames: state,
    ExpressionAttributeValues: {
      ':forwarding': S('forwarding'),
      ':seen': N(seen.forwardDeadline),
      ':deadline': N(deadline),
      ':next': N(nextCheckAt),
    },
  });
  return applied;
}

export async function checkAgain(table: Table, id: AdmissionId, nextCheckAt: EpochMs): Promise<void> {
  await change(table, id, {
    UpdateExpression: 'SET nextCheckAt = :next',
    ConditionExpression: '#state = :submitted',
    ExpressionAttributeNames: state,
    ExpressionAttributeValues: { ':submitted': S('submitted'), ':next': N(nextCheckAt) },
  });
}
