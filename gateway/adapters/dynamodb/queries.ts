import { BatchGetItemCommand, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Due, type JobPage, listKeyOf, type StoredJob, type SummaryPage } from '../../flows/ports.ts';
import type { Balance, LedgerPlace } from '../../shared/amount.ts';
import type { EpochMs } from '../../shared/clock.ts';
import { Busy } from '../../shared/errors.ts';
import type { AdmissionId } from '../../shared/ids.ts';
import type { JobRecord, JobState } from '../../shared/job.ts';
import {
  admissionIdOf,
  alertIdOf,
  balancesOf,
  type Item,
  ledgerKey,
  N,
  nameKey,
  payloadKey,
  recordKey,
  recordOf,
  requestOf,
  S,
  summaryOf,
  waiverKey,
} from './items.ts';
import { CHECK_SHARDS, DUE_INDEX, type Table, TEAM_INDEX } from './table.ts';

async function get({ client, name }: Table, key: Item): Promise<Item | null> {
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key: key, ConsistentRead: true }));
  return Item ?? null;
}

/** BatchGetItem's limit. docs.aws.amazon.com, BatchGetItem (2026). */
const BATCH_KEYS = 100;
/** Waits of 0.1 to 1.6 s: about three seconds together. */
const MAX_LEFTOVERS = 5;

/** The items that exist, in no order. Keys that DynamoDB left unprocessed are asked again, a few times. */
export async function getAll(table: Table, keys: readonly Item[]): Promise<readonly Item[]> {
  const found: Item[] = [];
  let rest = [...keys];
  for (let leftovers = 0; rest.length > 0; ) {
    const request = { [table.name]: { Keys: rest.splice(0, BATCH_KEYS), ConsistentRead: true } };
    const { Responses, UnprocessedKeys } = await table.client.send(new BatchGetItemCommand({ RequestItems: request }));
    found.push(...(Responses?.[table.name] ?? []));
    const unprocessed = UnprocessedKeys?.[table.name]?.Keys ?? [];
    rest = [...rest, ...unprocessed];
    if (unprocessed.length === 0) continue;
    leftovers += 1;
    if (leftovers > MAX_LEFTOVERS) throw new Busy('DynamoDB went on leaving keys unprocessed');
    await table.pause(50 * 2 ** leftovers * (0.5 + table.ids.fraction()));
  }
  return found;
}

/** null: no such admission. */
export async function find(table: Table, admissionId: AdmissionId): Promise<JobRecord | null> {
  const item = await get(table, recordKey(admissionId));
  return item && recordOf(item);
}

/** The record that holds a name, or held it last; null: none ever did. */
export async function findByName(table: Table, action: string, name: string): Promise<JobRecord | null> {
  const admissionId = await holderOf(table, action, name);
  return admissionId === null ? null : find(table, admissionId);
}

/** The same, with its request. */
export async function loadByName(table: Table, action: string, name: string): Promise<StoredJob | null> {
  const admissionId = await holderOf(table, action, name);
  return admissionId === null ? null : load(table, admissionId);
}

async function holderOf(table: Table, action: string, name: string): Promise<AdmissionId | null> {
  const holder = await get(table, nameKey(table.site, { action, name }));
  return holder?.admissionId?.S ?? null;
}

/** A record with its request. */
export async function load(table: Table, admissionId: AdmissionId): Promise<StoredJob | null> {
  const items = await getAll(table, [recordKey(admissionId), payloadKey(admissionId)]);
  const record = items.find(({ sk }) => sk?.S === 'RECORD');
  const payload = items.find(({ sk }) => sk?.S === 'PAYLOAD');
  return record ? { record: recordOf(record), request: payload ? requestOf(payload) : null } : null;
}

/** A page of one team's records, newest first. */
export async function list(
  table: Table,
  query: { team: string; state: JobState | null; before: string | null; limit: number },
): Promise<JobPage> {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: TEAM_INDEX,
      KeyConditionExpression: query.before === null ? 'listTeam = :team' : 'listTeam = :team AND listKey < :before',
      ExpressionAttributeValues: {
        ':team': S(query.team),
        ...(query.before !== null && { ':before': S(query.before) }),
      },
      ScanIndexForward: false,
      Limit: query.limit,
    }),
  );
  const keys = Items.map(admissionIdOf).map(recordKey);
  const records = (await getAll(table, keys)).map(recordOf).sort((a, b) => (listKeyOf(a) < listKeyOf(b) ? 1 : -1));
  const last = records.at(-1);
  return {
    records: records.filter(({ state }) => query.state === null || state === query.state),
    next: LastEvaluatedKey && last ? listKeyOf(last) : null,
  };
}

/** A team's jobs as its index holds them: one query, whatever their number. Written moments ago may be missing. */
export async function summaries(
  table: Table,
  query: { team: string; after: string | null; descending: boolean; limit: number | null },
): Promise<SummaryPage> {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: TEAM_INDEX,
      KeyConditionExpression: `listTeam = :team${query.after === null ? '' : ` AND listKey ${query.descending ? '<' : '>'} :after`}`,
      ExpressionAttributeValues: { ':team': S(query.team), ...(query.after !== null && { ':after': S(query.after) }) },
      ScanIndexForward: !query.descending,
      ...(query.limit !== null && { Limit: query.limit }),
    }),
  );
  return { summaries: Items.map(summaryOf), more: LastEvaluatedKey !== undefined };
}

/** What one round takes of each shard at most; the rest is due in the next. */
const DUE_PER_SHARD = 200;

/** What has been due the longest, over all shards. */
export async function due(table: Table, now: EpochMs): Promise<readonly Due[]> {
  const shards = await Promise.all(Array.from({ length: CHECK_SHARDS }, (_, shard) => dueIn(table, shard, now)));
  const waited = (item: Item): number => Number(item.nextCheckAt?.N);
  return shards
    .flat()
    .sort((a, b) => waited(a) - waited(b))
    .map(dueOf);
}

async function dueIn(table: Table, shard: number, now: EpochMs): Promise<readonly Item[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: DUE_INDEX,
      KeyConditionExpression: 'checkShard = :shard AND nextCheckAt <= :now',
      ExpressionAttributeValues: { ':shard': S(String(shard)), ':now': N(now) },
      Limit: DUE_PER_SHARD,
    }),
  );
  return Items;
}

function dueOf(key: Item): Due {
  const alertId = alertIdOf(key);
  if (alertId !== null) return { kind: 'alert', id: alertId };
  return { kind: key.sk?.S === 'NOTICE' ? 'notice' : 'job', id: admissionIdOf(key) };
}

/** How often each of the waivers was used. */
export async function waiverUses(table: Table, waivers: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const items = await getAll(table, waivers.map(waiverKey));
  return new Map(items.map(({ pk, uses }) => [(pk?.S ?? '').slice('WAIVER#'.length), Number(uses?.N)]));
}

/** Every balance of the places. */
export async function balances(table: Table, places: readonly LedgerPlace[]): Promise<readonly Balance[]> {
  const items = await getAll(
    table,
    places.map(({ scope, window }) => ledgerKey(scope, window)),
  );
  return items.flatMap(balancesOf);
}
