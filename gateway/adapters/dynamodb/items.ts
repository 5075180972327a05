import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type JobSummary, listKeyOf } from '../../flows/ports.ts';
import type { Balance, Dimension, Scope, Window } from '../../shared/amount.ts';
import type { EpochMs } from '../../shared/clock.ts';
import type { AdmissionId } from '../../shared/ids.ts';
import type { HistoryEntry, JobRecord, JobState } from '../../shared/job.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { Site } from '../../shared/organization.ts';

export type Item = Record<string, AttributeValue>;

/** A string, as DynamoDB writes it. */
export const S = (value: string): AttributeValue => ({ S: value });
/** A number, as DynamoDB writes it. */
export const N = (value: number): AttributeValue => ({ N: String(value) });

/** Where an admission's record stands. */
export const recordKey = (admissionId: AdmissionId) => ({ pk: S(`JOB#${admissionId}`), sk: S('RECORD') });
/** Where its completed request stands, compressed. */
export const payloadKey = (admissionId: AdmissionId) => ({ pk: S(`JOB#${admissionId}`), sk: S('PAYLOAD') });
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

/** The attributes that change keep columns of their own, so conditions can name them; the rest is one document. */
type Mutable =
  | 'state'
  | 'version'
  | 'forwardDeadline'
  | 'stopRequestedAt'
  | 'deletedAt'
  | 'upstream'
  | 'refusal'
  | 'history';

/** A record as its item, without the attributes that only indexes read. */
export function recordItem(record: JobRecord): Item {
  const { state, version, forwardDeadline, stopRequestedAt, deletedAt, upstream, refusal, history, ...fixed } = record;
  return {
    ...recordKey(record.admissionId),
    fixed: S(JSON.stringify(fixed)),
    state: S(state),
    version: N(version),
    forwardDeadline: N(forwardDeadline),
    history: { L: history.map(historyEntry) },
    ...(stopRequestedAt === null ? {} : { stopRequestedAt: N(stopRequestedAt) }),
    ...(deletedAt === null ? {} : { deletedAt: N(deletedAt) }),
    ...(upstream === null ? {} : { upstream: S(JSON.stringify(upstream)) }),
    ...(refusal === null ? {} : { refusal: S(JSON.stringify(refusal)) }),
  };
}

/** One element of the list `history`. */
export const historyEntry = (entry: HistoryEntry): AttributeValue => S(JSON.stringify(entry));

/** The inverse of recordItem. What is read was written by it, hence the casts, here and below. */
export function recordOf(item: Item): JobRecord {
  const fixed = parsed(item.fixed) as Omit<JobRecord, Mutable>;
  return {
    ...fixed,
    state: item.state?.S as JobState,
    version: Number(item.version?.N),
    forwardDeadline: Number(item.forwardDeadline?.N),
    stopRequestedAt: timeIn(item.stopRequestedAt),
    ...listedOf(item),
    refusal: item.refusal ? (parsed(item.refusal) as JobRecord['refusal']) : null,
    history: (item.history?.L ?? []).map((entry) => parsed(entry) as HistoryEntry),
  };
}

/** What the item and the index of a team's jobs both hold. */
const listedOf = (item: Item): Pick<JobRecord, 'upstream' | 'deletedAt'> => ({
  upstream: item.upstream ? (parsed(item.upstream) as JobRecord['upstream']) : null,
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

/** A request as its payload holds it. */
export const packedRequest = (request: JsonObject): Uint8Array => deflateRawSync(JSON.stringify(request));

/** The inverse of packedRequest. */
export const requestOf = (item: Item): JsonObject =>
  JSON.parse(inflateRawSync(item.request?.B ?? new Uint8Array()).toString()) as JsonObject;

/** What holds a dimension's reserved and settled amounts together. */
export const usedAttribute = (dimension: Dimension): string => `used:${dimension}`;
/** No dimension of today settles an amount: what is held now is given back whole. */
const settledAttribute = (dimension: Dimension): string => `settled:${dimension}`;

/** Every balance that a ledger item holds. */
export function balancesOf(item: Item): readonly Balance[] {
  const scope = (item.pk?.S ?? '').slice('LEDGER#'.length) as Scope;
  const window = (item.sk?.S ?? '') as Window;
  return Object.keys(item)
    .filter((attribute) => attribute.startsWith('used:'))
    .map((attribute) => attribute.slice('used:'.length) as Dimension)
    .map((dimension) => ({
      scope,
      dimension,
      window,
      used: Number(item[usedAttribute(dimension)]?.N),
      settled: Number(item[settledAttribute(dimension)]?.N ?? 0),
    }));
}
