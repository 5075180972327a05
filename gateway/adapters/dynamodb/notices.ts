import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Notice, NoticeStore } from '../../flows/ports.ts';
import type { EpochMs } from '../../shared/clock.ts';
import type { AdmissionId } from '../../shared/ids.ts';
import { admissionIdOf, type Item, N, noticeKey, S } from './items.ts';
import { isFirstTo } from './marked-write.ts';
import { shardOf, type Table } from './table.ts';

/** Nobody was told anything yet. */
export const firstNotice = (admissionId: AdmissionId, nextCheckAt: EpochMs): Notice => ({
  admissionId,
  revision: 1,
  ref: null,
  shownVersion: 0,
  told: [],
  failures: 0,
  attempt: null,
  nextCheckAt,
});

/** A notice as its item. */
export const noticeItem = ({ admissionId, revision, nextCheckAt, ...notice }: Notice): Item => ({
  ...noticeKey(admissionId),
  revision: N(revision),
  notice: S(JSON.stringify(notice)),
  ...(nextCheckAt !== null && { checkShard: S(shardOf(admissionId)), nextCheckAt: N(nextCheckAt) }),
});

/** The inverse of noticeItem. What is read was written by it, hence the cast. */
const noticeOf = (item: Item): Notice => ({
  ...(JSON.parse(item.notice?.S ?? 'null') as Omit<Notice, 'admissionId' | 'revision' | 'nextCheckAt'>),
  admissionId: admissionIdOf(item),
  revision: Number(item.revision?.N),
  nextCheckAt: item.nextCheckAt ? Number(item.nextCheckAt.N) : null,
});

/** One item for each approval, beside its record. */
export const dynamodbNoticeStore = (table: Table): NoticeStore => ({
  async find(admissionId) {
    const key = noticeKey(admissionId);
    const get = new GetItemCommand({ TableName: table.name, Key: key, ConsistentRead: true });
    const { Item } = await table.client.send(get);
    return Item ? noticeOf(Item) : null;
  },
  change(next) {
    const { pk, sk, ...columns } = noticeItem(next);
    const { revision, notice, ...due } = columns;
    const schedule =
      next.nextCheckAt === null
        ? ' REMOVE checkShard, nextCheckAt'
        : ', checkShard = :checkShard, nextCheckAt = :nextCheckAt';
    return isFirstTo(
      table,
      'changedBy',
      (mark) =>
        new UpdateItemCommand({
          TableName: table.name,
          Key: { pk, sk } as Item,
          UpdateExpression: `SET revision = :revision, notice = :notice, changedBy = :mark${schedule}`,
          ConditionExpression: 'revision = :seen',
          ExpressionAttributeValues: {
            ':revision': revision,
            ':notice': notice,
            ':mark': mark,
            ':seen': N(next.revision - 1),
            ...Object.fromEntries(Object.entries(due).map(([column, value]) => [`:${column}`, value])),
          } as Item,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
    );
  },
});
