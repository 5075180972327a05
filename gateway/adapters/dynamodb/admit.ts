import type { CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Admission, AdmissionOutcome, WaiverUse } from '../../flows/ports.ts';
import type { LedgerReading } from '../../quota/assess.ts';
import { placesOf } from '../../shared/amount.ts';
import {
  balancesOf,
  type Item,
  listingColumns,
  N,
  nameKey,
  packedRequest,
  payloadKey,
  recordItem,
  S,
  waitingKey,
  waiverKey,
} from './items.ts';
import { reserveLines } from './ledger-updates.ts';
import { firstNotice, noticeItem } from './notices.ts';
import { shardOf, type Table } from './table.ts';
import { failedCondition, transact } from './transact.ts';

/** States of a name whose holder left it free: its job never was, or was deleted upstream. */
const FREE_NAME_STATES = ['refused', 'withdrawn', 'denied', 'expired', 'deleted'] as const;

/** DynamoDB's item limit of 400 KB, less room for keys. docs.aws.amazon.com, Quotas in DynamoDB (2026). */
const MAX_PAYLOAD_BYTES = 400 * 1024 - 1024;

/** Record, payload, name and ledger lines in one transaction: the moment a job is admitted, or is not. */
export async function admit(table: Table, admission: Admission): Promise<AdmissionOutcome> {
  const payload = packedRequest(admission.request);
  if (payload.byteLength > MAX_PAYLOAD_BYTES) return { kind: 'too-large' };
  const waivers = admission.waivers.map((use) => takeUse(table, use));
  const items = [
    putRecord(table, admission),
    putPayload(table, admission, payload),
    putName(table, admission),
    ...waivers,
    ...reserveLines(table.name, admission.lines),
    ...(admission.record.approval ? [putWaiting(table, admission), putNotice(table, admission)] : []),
  ];
  const reasons = await transact(table, items);
  if (!reasons) return { kind: 'admitted' };
  const [record, , name, ...rest] = reasons;
  const usedUp = admission.waivers.filter((_, index) => failedCondition(rest[index]));
  const ledgers = rest.slice(waivers.length);
  // The admissionId is this admission's own, so a record under it was put by an earlier try whose answer was lost.
  if (failedCondition(record)) return { kind: 'admitted' };
  if (failedCondition(name)) return nameOutcome(admission, name?.Item ?? {});
  if (usedUp.length > 0) return { kind: 'waivers-used-up', waivers: usedUp.map(({ waiver }) => waiver) };
  if (ledgers.some(failedCondition)) return { kind: 'over-quota', reading: readingOf(ledgers) };
  throw new Error(`an admission was cancelled: ${reasons.map(({ Code }) => Code).join(', ')}`);
}

const putRecord = ({ name }: Table, { record, nextCheckAt }: Admission): TransactWriteItem => ({
  Put: {
    TableName: name,
    Item: {
      ...recordItem(record),
      checkShard: S(shardOf(record.admissionId)),
      nextCheckAt: N(nextCheckAt),
      ...listingColumns(record),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

const putPayload = ({ name }: Table, { record }: Admission, request: Uint8Array): TransactWriteItem => ({
  Put: { TableName: name, Item: { ...payloadKey(record.admissionId), request: { B: request } } },
});

const putWaiting = ({ name }: Table, { record }: Admission): TransactWriteItem => ({
  Put: { TableName: name, Item: { ...waitingKey(record), admissionId: S(record.admissionId) } },
});

/** Due at once: people are told of it by whoever looks first. */
const putNotice = ({ name }: Table, { record }: Admission): TransactWriteItem => ({
  Put: {
    TableName: name,
    Item: noticeItem(firstNotice(record.admissionId, record.createdAt)),
  },
});

/** INVARIANT: a name has one living holder. */
const putName = ({ name, site }: Table, { record }: Admission): TransactWriteItem => ({
  Put: {
    TableName: name,
    Item: {
      ...nameKey(site, record),
      admissionId: S(record.admissionId),
      principal: S(record.principalArn),
      state: S('live'),
      submittedHash: S(record.submittedHash),
    },
    ConditionExpression: `attribute_not_exists(pk) OR #state IN (${FREE_NAME_STATES.map((_, i) => `:free${i}`).join(', ')})`,
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: Object.fromEntries(FREE_NAME_STATES.map((state, i) => [`:free${i}`, S(state)])),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/** INVARIANT: a waiver admits no more jobs than it says. */
export const takeUse = ({ name }: Table, { waiver, maxUses }: WaiverUse): TransactWriteItem => ({
  Update: {
    TableName: name,
    Key: waiverKey(waiver),
    UpdateExpression: 'ADD uses :one',
    ConditionExpression: 'attribute_not_exists(uses) OR uses < :most',
    ExpressionAttributeValues: { ':one': N(1), ':most': N(maxUses) },
  },
});

function nameOutcome({ record }: Admission, holder: Item): AdmissionOutcome {
  if (holder.admissionId?.S === record.admissionId) return { kind: 'admitted' };
  const same = holder.principal?.S === record.principalArn && holder.submittedHash?.S === record.submittedHash;
  const live = holder.state?.S === 'live';
  return same && live ? { kind: 'repeat', admissionId: holder.admissionId?.S ?? '' } : { kind: 'name-taken' };
}

/** The ledger items whose conditions failed, as they were. A condition on an absent item cannot fail. */
export function readingOf(ledgers: readonly CancellationReason[]): LedgerReading {
  const balances = ledgers.flatMap(({ Item }) => (Item ? balancesOf(Item) : []));
  return { places: placesOf(balances), balances };
}
