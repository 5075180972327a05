import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type JobSummary, listKeyOf } from '../../flows/ports.ts';
import type { ChargedRecord } from '../../quota/chargeback.ts';
import type { CountedRecord } from '../../quota/drift.ts';
import type { Balance, Dimension, LedgerPlace, ReservationLine, Scope, Window } from '../../shared/amount.ts';
import type { Approval } from '../../shared/approval.ts';
import type { EpochMs } from '../../shared/clock.ts';
import type { Decision } from '../../shared/decision.ts';
import type { AdmissionId } from '../../shared/ids.ts';
import type { HistoryEntry, JobRecord, JobState } from '../../shared/job.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { Site } from '../../shared/organization.ts';
import { amountsIn, decisionIn, type PackedAmounts, packedAmounts, packedDecision } from './packed-decision.ts';
import { packedPart, partOf } from './packed-record.ts';

export type Item = Record<string, AttributeValue>;

/** A string, as DynamoDB writes it. */
export const S = (value: string): AttributeValue => ({ S: value });
/** A number, as DynamoDB writes it. */
export const N = (value: number): AttributeValue => ({ N: String(value) });

/** Where an admission's record stands. */
export const recordKey = (admissionId: AdmissionId) => ({ pk: S(`JOB#${admissionId}`), sk: S('RECORD') });
/** Where its completed request stands, compressed. */
export const payloadKey = (admissionId: AdmissionId) => ({ pk: S(`JOB#${admissionId}`), sk: S('PAYLOAD') });
/** Where it stands what people were told of its approval. */
export const noticeKey = (admissionId: AdmissionId) => ({ pk: S(`JOB#${admissionId}`), sk: S('NOTICE') });
/** What lists the records that wait for people, oldest first. */
export const WAITING = 'WAITING';
export const waitingKey = (record: Pick<JobRecord, 'createdAt' | 'admissionId'>) => ({
  pk: S(WAITING),
  sk: S(listKeyOf(record)),
});
/** Where a decision that refused stands. */
export const auditKey = (decisionId: string) => ({ pk: S(`AUDIT#${decisionId}`), sk: S('ENTRY') });
/** Where a scope's balances in a window stand. */
export const ledgerKey = (scope: Scope, window: Window) => ({ pk: S(`LEDGER#${scope}`), sk: S(window) });

/** Where the uses of a waiver are counted. */
export const waiverKey = (waiver: string) => ({ pk: S(`WAIVER#${waiver}`), sk: S('USES') });

/** SageMaker's names are unique in an account and region without regard to case. */
export const nameKey = ({ accountId, region }: Site, { action, name }: Pick<JobRecord, 'action' | 'name'>) => ({
  pk: S(`NAME#${accountId}#${region}#${action}#${name.toLowerCase()}`),
  sk: S('NAME'),
});

/** Whose record or payload a key is. */
export const admissionIdOf = (key: Item): AdmissionId => (key.pk?.S ?? '').slice('JOB#'.length);

/** Whose alert a key is; null: it is no alert's. */
export const alertIdOf = (key: Item): string | null =>
  key.pk?.S?.startsWith('AUDIT#') ? key.pk.S.slice('AUDIT#'.length) : null;

/** The attributes that change keep columns of their own, so conditions can name them; the rest is one document. */
type Mutable =
  | 'state'
  | 'version'
  | 'lines'
  | 'metered'
  | 'reservationVersion'
  | 'settlement'
  | 'approval'
  | 'rejudged'
  | 'forwardDeadline'
  | 'waiting'
  | 'stopRequestedAt'
  | 'overranAt'
  | 'deletedAt'
  | 'upstream'
  | 'refusal'
  | 'history';

/** A record as its item, without the attributes that only indexes read. */
export function recordItem(record: JobRecord): Item {
  const { state, version, forwardDeadline, stopRequestedAt, overranAt, deletedAt, history, ...others } = record;
  const { lines, metered, reservationVersion, settlement, waiting, upstream, refusal, approval, rejudged, ...fixed } =
    others;
  return {
    ...recordKey(record.admissionId),
    fixed: packedPart({ ...fixed, metered, decision: packedDecision(fixed.decision) }),
    ...(isEqual(lines, fixed.decision.needs) ? {} : { reserved: packedReservation({ lines, metered }) }),
    reservationVersion: N(reservationVersion),
    state: S(state),
    version: N(version),
    forwardDeadline: N(forwardDeadline),
    history: { L: history.map(historyEntry) },
    ...(approval && approvalColumns(approval)),
    ...(rejudged && { rejudged: packedRejudgement(rejudged) }),
    ...timed({ stopRequestedAt, overranAt, deletedAt }),
    ...texts({ settlement, waiting, upstream, refusal }),
  };
}

const timed = (times: Readonly<Record<string, EpochMs | null>>): Item =>
  Object.fromEntries(Object.entries(times).flatMap(([name, time]) => (time === null ? [] : [[name, N(time)]])));

const texts = (values: Readonly<Record<string, object | null>>): Item =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, S(JSON.stringify(value))]])),
  );

/** A record reserves what its decision needs, until an update reserves anew. */
const isEqual = (lines: readonly ReservationLine[], needs: readonly ReservationLine[]): boolean =>
  JSON.stringify(packedAmounts(lines)) === JSON.stringify(packedAmounts(needs));

/** What a job has reserved, where that is not what its decision needs. */
export const packedReservation = ({ lines, metered }: Pick<JobRecord, 'lines' | 'metered'>): AttributeValue =>
  packedPart({ lines: packedAmounts(lines), metered });

/** What people are asked, and the moment that the write which lets the job start is conditional on. */
export const approvalColumns = (approval: Approval): Item => ({
  approval: S(JSON.stringify(approval)),
  approvalUntil: N(approval.until),
});

/** A decision that is not the record's first. */
export const packedRejudgement = (decision: Decision): AttributeValue => packedPart(packedDecision(decision));

/** One element of the list `history`. */
export const historyEntry = (entry: HistoryEntry): AttributeValue => S(JSON.stringify(entry));

/** What of a record never changes, as its item holds it. */
type Fixed = Omit<JobRecord, Mutable | 'decision'> &
  Pick<JobRecord, 'metered'> & { readonly decision: ReturnType<typeof packedDecision> };

const fixedOf = (item: Item): Fixed => partOf(item.fixed?.B) as Fixed;

/** The inverse of recordItem. What is read was written by it, hence the casts, here and below. */
export function recordOf(item: Item): JobRecord {
  const opened = fixedOf(item);
  const { metered: _, ...fixed } = opened;
  return {
    ...fixed,
    ...countedOf(item, opened),
    decision: decisionIn(fixed.decision),
    approval: parsedOrNull(item.approval) as JobRecord['approval'],
    rejudged: item.rejudged ? decisionIn(partOf(item.rejudged.B) as ReturnType<typeof packedDecision>) : null,
    version: Number(item.version?.N),
    forwardDeadline: Number(item.forwardDeadline?.N),
    waiting: parsedOrNull(item.waiting) as JobRecord['waiting'],
    stopRequestedAt: timeIn(item.stopRequestedAt),
    overranAt: timeIn(item.overranAt),
    ...listedOf(item),
    refusal: parsedOrNull(item.refusal) as JobRecord['refusal'],
    history: (item.history?.L ?? []).map((entry) => parsed(entry) as HistoryEntry),
  };
}

/** What of a record counts in the ledger. */
export function countedOf(item: Item, { decision, metered }: Fixed = fixedOf(item)): CountedRecord {
  const reserved = item.reserved
    ? (partOf(item.reserved.B) as { readonly lines: PackedAmounts } & Pick<JobRecord, 'metered'>)
    : { lines: decision.needs, metered };
  return {
    admissionId: admissionIdOf(item),
    state: item.state?.S as JobState,
    lines: amountsIn(reserved.lines),
    metered: reserved.metered,
    reservationVersion: Number(item.reservationVersion?.N),
    settlement: parsedOrNull(item.settlement) as JobRecord['settlement'],
  };
}

/** The same with whose job it is. */
export function chargedOf(item: Item): ChargedRecord {
  const opened = fixedOf(item);
  const { name, person, team } = opened;
  return { ...countedOf(item, opened), name, person, team };
}

/** What the item and the index of a team's jobs both hold. */
const listedOf = (item: Item): Pick<JobRecord, 'upstream' | 'deletedAt'> => ({
  upstream: parsedOrNull(item.upstream) as JobRecord['upstream'],
  deletedAt: timeIn(item.deletedAt),
});

/** Columns of the item that only the index of a team's jobs reads. */
export const listingColumns = (record: JobRecord): Item => ({
  listTeam: S(record.team),
  listKey: S(listKeyOf(record)),
  jobName: S(record.name),
});

/** A job as the index of a team's jobs holds it. */
export const summaryOf = (item: Item): JobSummary => ({
  admissionId: admissionIdOf(item),
  listKey: item.listKey?.S ?? '',
  name: item.jobName?.S ?? '',
  state: item.state?.S as JobState,
  ...listedOf(item),
});

const timeIn = (value: AttributeValue | undefined): EpochMs | null => (value ? Number(value.N) : null);

const parsed = (value: AttributeValue | undefined): unknown => JSON.parse(value?.S ?? 'null');

/** null, too, where there is no such attribute. */
const parsedOrNull = (value: AttributeValue | undefined): unknown => (value ? parsed(value) : null);

/** A request as its payload holds it. */
export const packedRequest = (request: JsonObject): Uint8Array => deflateRawSync(JSON.stringify(request));

/** The inverse of packedRequest. */
export const requestOf = (item: Item): JsonObject =>
  JSON.parse(inflateRawSync(item.request?.B ?? new Uint8Array()).toString()) as JsonObject;

/** What holds a dimension's reserved and settled amounts together. */
export const usedAttribute = (dimension: Dimension): string => `used:${dimension}`;
/** What holds the part of it that is settled. What is only held is given back whole, and has none. */
export const settledAttribute = (dimension: Dimension): string => `settled:${dimension}`;

/** What holds how much of it people let jobs take beyond the limit. */
export const liftedAttribute = (dimension: Dimension): string => `lifted:${dimension}`;

/** What holds the highest amount at which people were told of its budget. */
export const toldAttribute = (dimension: Dimension): string => `told:${dimension}`;

/** Which ledger item a key is. */
export const placeOf = (key: Item): LedgerPlace => ({
  scope: (key.pk?.S ?? '').slice('LEDGER#'.length) as Scope,
  window: key.sk?.S ?? '',
});

/** Every balance that a ledger item holds. */
export function balancesOf(item: Item): readonly Balance[] {
  const dimensions = Object.keys(item).flatMap((attribute) => /^(?:used|settled):(.*)$/s.exec(attribute)?.[1] ?? []);
  return [...new Set(dimensions)]
    .map((dimension) => dimension as Dimension)
    .map((dimension) => ({
      ...placeOf(item),
      dimension,
      used: Number(item[usedAttribute(dimension)]?.N ?? 0),
      settled: Number(item[settledAttribute(dimension)]?.N ?? 0),
      ...(item[liftedAttribute(dimension)] && { lifted: Number(item[liftedAttribute(dimension)]?.N) }),
      ...(item[toldAttribute(dimension)] && { toldAmount: Number(item[toldAttribute(dimension)]?.N) }),
    }));
}
