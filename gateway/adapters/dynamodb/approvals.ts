import { QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { ApprovalChange, JobPage, Resumed, Resumption } from '../../flows/ports.ts';
import { listKeyOf } from '../../flows/ports.ts';
import type { HistoryEntry, JobRecord } from '../../shared/job.ts';
import { readingOf, takeUse } from './admit.ts';
import { auditItem } from './audit-log.ts';
import {
  approvalColumns,
  historyEntry,
  type Item,
  N,
  packedRejudgement,
  packedReservation,
  recordKey,
  recordOf,
  S,
  WAITING,
  waitingKey,
} from './items.ts';
import { reserveLines } from './ledger-updates.ts';
import { getAll } from './queries.ts';
import { withoutLimits } from './reserve-anew.ts';
import type { Table } from './table.ts';
import { failedCondition, transact } from './transact.ts';

/**
 * Moves a record on that waits, its vote's entry with it.
 * INVARIANT: the condition on state and version lets one of all through who saw the same, so no vote is lost to another.
 */
export async function changeApproval(
  table: Table,
  seen: JobRecord,
  { state, approval, rejudged, nextCheckAt, step, entry }: ApprovalChange,
): Promise<JobRecord | null> {
  const history = step ? [{ state, ...step }] : [];
  const update = {
    Update: {
      TableName: table.name,
      Key: recordKey(seen.admissionId),
      UpdateExpression: [
        'SET #state = :state, version = version + :one, approval = :approval, approvalUntil = :until, nextCheckAt = :next',
        'history = list_append(history, :history)',
        ...(rejudged ? ['rejudged = :rejudged'] : []),
      ].join(', '),
      ...asSeen(seen, {
        ':state': S(state),
        ':one': N(1),
        ':approval': approvalColumns(approval).approval,
        ':until': N(approval.until),
        ':next': N(nextCheckAt),
        ':history': { L: history.map(historyEntry) },
        ...(rejudged && { ':rejudged': packedRejudgement(rejudged) }),
      }),
    },
  };
  const audit = entry ? [{ Put: { TableName: table.name, Item: auditItem(entry) } }] : [];
  const reasons = await transact(table, [update, ...audit]);
  if (reasons) return null;
  return movedOn(seen, { state, approval, rejudged: rejudged ?? seen.rejudged }, history);
}

/** The record as a write that counts has left it. */
export const movedOn = (seen: JobRecord, changes: Partial<JobRecord>, history: readonly HistoryEntry[]): JobRecord => ({
  ...seen,
  ...changes,
  version: seen.version + 1,
  history: [...seen.history, ...history],
});

/** What lets a write through as long as nobody else has moved the record on. */
const asSeen = ({ state, version }: JobRecord, values: Readonly<Record<string, Item[string] | undefined>>) => ({
  ConditionExpression: '#state = :seenState AND version = :seenVersion',
  ExpressionAttributeNames: { '#state': 'state' },
  ExpressionAttributeValues: { ...values, ':seenState': S(state), ':seenVersion': N(version) } as Item,
});

/**
 * approved → forwarding, with lines and waivers.
 * INVARIANT: a grant that is over, was revoked, or was used by somebody else lets nothing through.
 */
export async function resume(table: Table, seen: JobRecord, resumption: Resumption): Promise<Resumed> {
  const waivers = resumption.waivers.map((use) => takeUse(table, use));
  const items = [
    updateRecord(table, seen, resumption),
    noLongerWaiting(table, seen),
    ...waivers,
    ...reserveLines(table.name, resumption.lines),
  ];
  const reasons = await transact(table, items);
  if (!reasons) return { kind: 'resumed', record: resumed(seen, resumption) };
  const [record, , ...rest] = reasons;
  if (failedCondition(record)) return { kind: 'changed' };
  const usedUp = resumption.waivers.filter((_, index) => failedCondition(rest[index]));
  if (usedUp.length > 0) return { kind: 'waivers-used-up', waivers: usedUp.map(({ waiver }) => waiver) };
  return { kind: 'over-quota', reading: readingOf(rest.slice(waivers.length)) };
}

function updateRecord({ name }: Table, seen: JobRecord, resumption: Resumption): TransactWriteItem {
  const { step, rejudged, forwardDeadline, nextCheckAt, lines, metered } = resumption;
  const seenAs = asSeen(seen, {
    ':state': S('forwarding'),
    ':one': N(1),
    ':rejudged': packedRejudgement(rejudged),
    ':reserved': packedReservation({ lines: withoutLimits(lines), metered }),
    ':deadline': N(forwardDeadline),
    ':next': N(nextCheckAt),
    ':history': { L: [historyEntry({ state: 'forwarding', ...step })] },
    ':now': N(step.at),
  });
  return {
    Update: {
      TableName: name,
      Key: recordKey(seen.admissionId),
      UpdateExpression:
        'SET #state = :state, version = version + :one, rejudged = :rejudged, reserved = :reserved, reservationVersion = reservationVersion + :one, forwardDeadline = :deadline, nextCheckAt = :next, history = list_append(history, :history)',
      ...seenAs,
      ConditionExpression: `${seenAs.ConditionExpression} AND approvalUntil > :now`,
    },
  };
}

const resumed = (seen: JobRecord, { rejudged, lines, metered, forwardDeadline, step }: Resumption): JobRecord =>
  movedOn(
    seen,
    {
      state: 'forwarding',
      rejudged,
      lines: withoutLimits(lines),
      metered,
      reservationVersion: seen.reservationVersion + 1,
      forwardDeadline,
    },
    [{ state: 'forwarding', ...step }],
  );

/** Takes a record off the list of those that wait. */
export const noLongerWaiting = ({ name }: Table, record: JobRecord): TransactWriteItem => ({
  Delete: { TableName: name, Key: waitingKey(record) },
});

/** Records that wait, oldest first. */
export async function waiting(table: Table, query: { after: string | null; limit: number }): Promise<JobPage> {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: query.after === null ? 'pk = :waiting' : 'pk = :waiting AND sk > :after',
      ExpressionAttributeValues: {
        ':waiting': S(WAITING),
        ...(query.after !== null && { ':after': S(query.after) }),
      },
      ConsistentRead: true,
      Limit: query.limit,
    }),
  );
  const keys = Items.map(({ admissionId }) => recordKey(admissionId?.S ?? ''));
  const records = (await getAll(table, keys)).map(recordOf).sort((a, b) => (listKeyOf(a) < listKeyOf(b) ? -1 : 1));
  return { records, next: LastEvaluatedKey?.sk?.S ?? null };
}
