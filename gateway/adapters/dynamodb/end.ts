import type { CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { End } from '../../flows/ports.ts';
import { settledLines } from '../../shared/amount.ts';
import { ENDS_FROM, type EndState, isWaiting, type JobRecord, liftedAmount } from '../../shared/job.ts';
import { movedOn, noLongerWaiting } from './approvals.ts';
import { auditItem } from './audit-log.ts';
import { approvalColumns, historyEntry, type Item, N, nameKey, payloadKey, recordKey, recordOf, S } from './items.ts';
import { settleLines } from './ledger-updates.ts';
import type { Table } from './table.ts';
import { failedCondition, transact } from './transact.ts';

/** How long the request of an ended job is kept, in seconds: a quarter, for questions and replays. */
const PAYLOAD_KEPT_SECONDS = 90 * 24 * 3600;

/**
 * Ends a record, its name and its reservation in one transaction.
 * INVARIANT: the condition on the state lets exactly one ending through, so lines are settled exactly once; and that on
 * the reservation none that knew other lines.
 * Returns the record as ended by this call, or as whoever came first left it. What waits for people has no job that could
 * end: it stays as it is, whatever carries its tag.
 */
export async function end(table: Table, record: JobRecord, ending: End): Promise<JobRecord> {
  if (isWaiting(record.state) && !ENDS_FROM[ending.state].includes(record.state)) return record;
  const items = [
    updateRecord(table, record, ending),
    updateName(table, record, ending),
    expirePayload(table, record, ending),
    ...(isWaiting(record.state) ? [noLongerWaiting(table, record)] : []),
    ...(ending.denied ? [{ Put: { TableName: table.name, Item: auditItem(ending.denied.entry) } }] : []),
    ...settleLines(
      table.name,
      settledLines(record.lines, ending.settlement.consumed).map((line) => ({
        ...line,
        lifted: liftedAmount(record, line),
      })),
    ),
  ];
  const reasons = await transact(table, items);
  return reasons ? endedBefore(reasons) : ended(record, ending);
}

/** The record as whoever came first left it, where its condition, the first of all, is what failed. */
export function endedBefore(reasons: readonly CancellationReason[]): JobRecord {
  const [recordReason] = reasons;
  if (failedCondition(recordReason) && recordReason?.Item) return recordOf(recordReason.Item as Item);
  throw new Error(`an ending was cancelled: ${reasons.map(({ Code }) => Code).join(', ')}`);
}

const entryOf = ({ at, state, by, note }: End) => ({ at, state, by, note });

const ended = (record: JobRecord, ending: End): JobRecord =>
  movedOn(
    record,
    {
      state: ending.state,
      deletedAt: ending.freesName ? ending.at : record.deletedAt,
      settlement: ending.settlement,
      approval: ending.denied?.approval ?? record.approval,
      upstream: ending.upstream ?? record.upstream,
      refusal: ending.refusal ?? record.refusal,
    },
    [entryOf(ending)],
  );

/**
 * What lets an end through.
 * INVARIANT: who waits ends only as he was seen, so no end overtakes a vote or a start that it knows nothing of.
 */
function conditionOf(record: JobRecord, { state: to }: End) {
  const isAsked = isWaiting(record.state);
  const from = isAsked ? [record.state] : ENDS_FROM[to].filter((state) => !isWaiting(state));
  return {
    expression: [
      `#state IN (${from.map((_, i) => `:from${i}`).join(', ')})`,
      'reservationVersion = :seen',
      ...(isAsked ? ['version = :seenVersion'] : []),
    ].join(' AND '),
    values: {
      ':seen': N(record.reservationVersion),
      ...(isAsked && { ':seenVersion': N(record.version) }),
      ...Object.fromEntries(from.map((state, i) => [`:from${i}`, S(state)])),
    },
  };
}

function updateRecord({ name }: Table, record: JobRecord, ending: End): TransactWriteItem {
  const { upstream, refusal, freesName, denied } = ending;
  const condition = conditionOf(record, ending);
  return {
    Update: {
      TableName: name,
      Key: recordKey(record.admissionId),
      UpdateExpression: [
        'SET #state = :state, version = version + :one, history = list_append(history, :entry), settlement = :settlement',
        ...(freesName ? [', deletedAt = :at'] : []),
        ...(upstream ? [', upstream = :upstream'] : []),
        ...(refusal ? [', refusal = :refusal'] : []),
        ...(denied ? [', approval = :approval'] : []),
        // What a job used up may be news for its budgets, so it is looked at once more.
        ending.state === 'finished' ? ', nextCheckAt = :at' : ' REMOVE checkShard, nextCheckAt',
      ].join(''),
      ConditionExpression: condition.expression,
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: {
        ...condition.values,
        ':state': S(ending.state),
        ':one': N(1),
        ':settlement': S(JSON.stringify(ending.settlement)),
        ':entry': { L: [historyEntry(entryOf(ending))] },
        ...(ending.state === 'finished' && { ':at': N(ending.at) }),
        ...(upstream && { ':upstream': S(JSON.stringify(upstream)) }),
        ...(refusal && { ':refusal': S(JSON.stringify(refusal)) }),
        ...(denied && { ':approval': approvalColumns(denied.approval).approval }),
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

const updateName = (table: Table, record: JobRecord, { state, freesName }: End): TransactWriteItem =>
  updateNameTo(table, record, freesName ? 'deleted' : state);

/** A name is changed only by its holder: the condition cannot fail while the record lives. */
export const updateNameTo = (
  { name, site }: Table,
  record: JobRecord,
  state: EndState | 'deleted',
): TransactWriteItem => ({
  Update: {
    TableName: name,
    Key: nameKey(site, record),
    UpdateExpression: 'SET #state = :state',
    ConditionExpression: 'admissionId = :own',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':state': S(state), ':own': S(record.admissionId) },
  },
});

const expirePayload = ({ name }: Table, record: JobRecord, { at }: End): TransactWriteItem => ({
  Update: {
    TableName: name,
    Key: payloadKey(record.admissionId),
    UpdateExpression: 'SET expiresAt = :expiresAt',
    ExpressionAttributeValues: { ':expiresAt': N(Math.ceil(at / 1000) + PAYLOAD_KEPT_SECONDS) },
  },
});
