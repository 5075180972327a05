import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { KeyStore, RotateOutcome } from '../../identity/keys/ports.ts';
import type { EpochMs } from '../../shared/clock.ts';
import type { GatewayKey, StoredKey } from '../../shared/gateway-key.ts';
import { type Item, N, S } from './items.ts';
import type { Table } from './table.ts';
import { failedCondition, transact } from './transact.ts';

/** How long a key that ended is still shown: a quarter, as requests are kept. */
const KEPT_MS = 90 * 24 * 3600 * 1000;
const HOUR_MS = 3_600_000;

/**
 * All keys in one partition, so that one query lists them without an index: an organisation has as many as people, and
 * each function reads a key every ten seconds at most.
 */
const keyOf = (accessKeyId: string) => ({ pk: S('KEYS'), sk: S(accessKeyId) });

export const dynamodbKeyStore = (table: Table): KeyStore => ({
  put: (stored) => put(table, stored),
  find: (accessKeyId) => find(table, accessKeyId),
  list: (person) => list(table, person),
  disable: async ({ accessKeyId }, at) => {
    const only = 'attribute_exists(pk) AND attribute_not_exists(disabledAt)';
    const set = { UpdateExpression: 'SET disabledAt = :at', ExpressionAttributeValues: { ':at': N(at) } };
    await update(table, accessKeyId, { ...set, ConditionExpression: only });
    return (await find(table, accessKeyId))?.key ?? null;
  },
  rotate: (old, oldEndsAt, next) => rotate(table, old, oldEndsAt, next),
  noteUse: async (accessKeyId, at) => {
    const only = 'attribute_exists(pk) AND (attribute_not_exists(lastUsedAt) OR lastUsedAt <= :before)';
    await update(table, accessKeyId, {
      UpdateExpression: 'SET lastUsedAt = :at',
      ConditionExpression: only,
      ExpressionAttributeValues: { ':at': N(at), ':before': N(at - HOUR_MS) },
    });
  },
});

/** INVARIANT: an id names one key for ever. A put whose answer was lost finds itself there, which is as good. */
async function put({ client, name }: Table, stored: StoredKey): Promise<void> {
  const item = keyItem(stored);
  try {
    await client.send(
      new PutItemCommand({
        TableName: name,
        Item: item,
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  } catch (error) {
    const isOurs = error instanceof ConditionalCheckFailedException && isSameSecret(error.Item, item);
    if (!isOurs) throw error;
  }
}

const isSameSecret = (one: Item | undefined, other: Item): boolean =>
  Buffer.compare(one?.sealed?.B ?? new Uint8Array(), other.sealed?.B ?? new Uint8Array()) === 0;

async function find({ client, name }: Table, accessKeyId: string): Promise<StoredKey | null> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: name, Key: keyOf(accessKeyId), ConsistentRead: true }),
  );
  return Item ? storedOf(Item) : null;
}

async function list({ client, name }: Table, person: string | null): Promise<readonly GatewayKey[]> {
  const keys: GatewayKey[] = [];
  let from: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :keys',
        ExpressionAttributeValues: { ':keys': S('KEYS') },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    keys.push(...Items.map((item) => storedOf(item).key));
    from = LastEvaluatedKey;
  } while (from);
  return keys.filter((key) => person === null || key.person === person).sort((a, b) => b.createdAt - a.createdAt);
}

/** Changes a key where the condition holds, and nothing elsewhere. */
async function update(
  { client, name }: Table,
  accessKeyId: string,
  change: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
) {
  try {
    await client.send(new UpdateItemCommand({ TableName: name, Key: keyOf(accessKeyId), ...change }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** INVARIANT: the old key is followed once, and its end only comes nearer. */
async function rotate(table: Table, old: GatewayKey, oldEndsAt: EpochMs, next: StoredKey): Promise<RotateOutcome> {
  const endsAt = Math.min(old.expiresAt, oldEndsAt);
  const items: TransactWriteItem[] = [
    { Put: { TableName: table.name, Item: keyItem(next), ConditionExpression: 'attribute_not_exists(pk)' } },
    {
      Update: {
        TableName: table.name,
        Key: keyOf(old.accessKeyId),
        UpdateExpression: 'SET endsAt = :end, replacedBy = :next, expiresAt = :removal',
        ConditionExpression:
          'attribute_exists(pk) AND attribute_not_exists(disabledAt) AND attribute_not_exists(replacedBy) AND endsAt = :seen',
        ExpressionAttributeValues: {
          ':end': N(endsAt),
          ':next': S(next.key.accessKeyId),
          ':removal': removalAt(endsAt),
          ':seen': N(old.expiresAt),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
  ];
  const reasons = await transact(table, items);
  if (!reasons) return { kind: 'rotated', old: { ...old, expiresAt: endsAt, replacedBy: next.key.accessKeyId } };
  const [, seen] = reasons;
  const item = failedCondition(seen) ? seen?.Item : undefined;
  return { kind: 'not-live', old: item ? storedOf(item).key : null };
}

/** TTL takes epoch seconds. */
const removalAt = (endsAt: EpochMs) => N(Math.ceil((endsAt + KEPT_MS) / 1000));

const keyItem = ({ key, secret }: StoredKey): Item => ({
  ...keyOf(key.accessKeyId),
  person: S(key.person),
  createdAt: N(key.createdAt),
  createdBy: S(key.createdBy),
  endsAt: N(key.expiresAt),
  expiresAt: removalAt(key.expiresAt),
  wrapped: { B: secret.wrapped },
  sealed: { B: secret.sealed },
  ...(key.disabledAt !== null && { disabledAt: N(key.disabledAt) }),
  ...(key.lastUsedAt !== null && { lastUsedAt: N(key.lastUsedAt) }),
  ...(key.replacedBy !== null && { replacedBy: S(key.replacedBy) }),
});

/** The inverse of keyItem. */
const storedOf = (item: Item): StoredKey => ({
  key: {
    accessKeyId: item.sk?.S ?? '',
    person: item.person?.S ?? '',
    createdAt: Number(item.createdAt?.N),
    createdBy: item.createdBy?.S ?? '',
    expiresAt: Number(item.endsAt?.N),
    disabledAt: item.disabledAt ? Number(item.disabledAt.N) : null,
    lastUsedAt: item.lastUsedAt ? Number(item.lastUsedAt.N) : null,
    replacedBy: item.replacedBy?.S ?? null,
  },
  secret: { wrapped: item.wrapped?.B ?? new Uint8Array(), sealed: item.sealed?.B ?? new Uint8Array() },
});
