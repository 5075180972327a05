import { BatchGetItemCommand, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type JobPage, listKeyOf, type StoredJob } from '../../flows/ports.ts';
import type { Balance, Scope } from '../../shared/amount.ts';
import type { EpochMs } from '../../shared/clock.ts';
import type { AdmissionId } from '../../shared/ids.ts';
import type { JobRecord, JobState } from '../../shared/job.ts';
import { CHECK_SHARDS } from './admit.ts';
import {
  admissionIdOf,
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
} from './items.ts';
import { DUE_INDEX, type Table, TEAM_INDEX } from './table.ts';

async function get({ client, name }: Table, key: Item): Promise<Item | null> {
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key: key, ConsistentRead: true }));
  return Item ?? null;
}

/** BatchGetItem's limit. docs.aws.amazon.com, BatchGetItem (2026). */
const BATCH_KEYS = 100;

/** The items that exist, in no order. Keys that DynamoDB left unprocessed are asked again. */
async function getAll(table: Table, keys: readonly Item[]): Promise<readonly Item[]> {
  const found: Item[] = [];
  for (let rest = [...keys]; rest.length > 0; ) {
    const request = { [table.name]: { Keys: rest.splice(0, BATCH_KEYS), ConsistentRead: true } };
    const { Responses, UnprocessedKeys } = await table.client.send(new BatchGetItemCommand({ RequestItems: request }));
    found.push(...(Responses?.[table.name] ?? []));
    const unprocessed = UnprocessedKeys?.[table.name]?.Keys ?? [];
    if (unprocessed.length > 0) await table.pause(50 * (0.5 + table.ids.fraction()));
    rest = [...rest, ...unprocessed];
  }
  return found;
}

export async function find(table: Table, admissionId: AdmissionId): Promise<JobRecord | null> {
  const item = await get(table, recordKey(admissionId));
  return item && recordOf(item);
}

export async function findByName(table: Table, action: string, name: string): Promise<JobRecord | null> {
  const holder = await get(table, nameKey(table.site, { action, name }));
  return holder?.admissionId?.S ? find(table, holder.admissionId.S) : null;
}

export async function load(table: Table, admissionId: AdmissionId): Promise<StoredJob | null> {
  const [job] = await loadAll(table, [admissionId]);
  return job ?? null;
}

/** The jobs that exist, in the order of the ids. */
async function loadAll(table: Table, ids: readonly AdmissionId[]): Promise<readonly StoredJob[]> {
  const items = await getAll(
    table,
    ids.flatMap((id) => [recordKey(id), payloadKey(id)]),
  );
  const of = (sk: string) =>
    new Map(items.filter((item) => item.sk?.S === sk).map((item) => [admissionIdOf(item), item]));
  const [records, payloads] = [of('RECORD'), of('PAYLOAD')];
  return ids.flatMap((id) => {
    const record = records.get(id);
    const payload = payloads.get(id);
    return record ? [{ record: recordOf(record), request: payload ? requestOf(payload) : null }] : [];
  });
}

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
  const jobs = await loadAll(table, Items.map(admissionIdOf));
  const last = jobs.at(-1);
  return {
    jobs: jobs.filter(({ record }) => query.state === null || record.state === query.state),
    next: LastEvaluatedKey && last ? listKeyOf(last.record) : null,
  };
}

/** Reads shard by shard and page by page, as far as the caller goes on asking. */
export async function* due(table: Table, now: EpochMs): AsyncIterable<AdmissionId> {
  for (let shard = 0; shard < CHECK_SHARDS; shard += 1) {
    let from: Item | undefined;
    do {
      const page = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: DUE_INDEX,
          KeyConditionExpression: 'checkShard = :shard AND nextCheckAt <= :now',
          ExpressionAttributeValues: { ':shard': S(String(shard)), ':now': N(now) },
          ExclusiveStartKey: from,
        }),
      );
      yield* (page.Items ?? []).map(admissionIdOf);
      from = page.LastEvaluatedKey;
    } while (from);
  }
}

export async function balances(table: Table, scopes: readonly Scope[]): Promise<readonly Balance[]> {
  const items = await getAll(
    table,
    scopes.map((scope) => ledgerKey(scope, 'current')),
  );
  return items.flatMap(balancesOf);
}
