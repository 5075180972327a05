import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { auditEntryOf } from '../../../../gateway/adapters/dynamodb/audit-log.ts';
import { admissionIdOf, type Item, requestOf, WAITING } from '../../../../gateway/adapters/dynamodb/items.ts';
import type { AuditEntry, VoteEntry } from '../../../../gateway/audit/entry.ts';
import type { JobRecord } from '../../../../gateway/shared/job.ts';
import type { JsonObject } from '../../../../gateway/shared/json.ts';
import type { StoreState, World } from '../world.ts';

/** Who holds a name, and how it stands with it: `live`, or what its holder ended in. */
export interface HeldName {
  readonly admissionId: string;
  readonly state: string;
}

/** All that the table holds at one moment. */
export interface Snapshot {
  readonly store: StoreState;
  readonly records: ReadonlyMap<string, JobRecord>;
  /** The completed requests, by their admissions. */
  readonly requests: ReadonlyMap<string, JsonObject>;
  /** What people said, counted or not. */
  readonly votes: readonly VoteEntry[];
  /** Admissions on the list of those that wait. */
  readonly waiting: readonly string[];
  readonly names: readonly HeldName[];
  /** When records are looked at next, and when what people were told of them is. */
  readonly dueRecords: ReadonlyMap<string, number>;
  readonly dueNotices: ReadonlyMap<string, number>;
}

/** Reads everything, past every fault. */
export async function snapshotOf(world: World, client: DynamoDBClient, tableName: string): Promise<Snapshot> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
  const store = world.stateIn(Items);
  const at = (sk: string) => Items.filter((item) => item.sk?.S === sk);
  return {
    store,
    records: new Map(store.records.map((record) => [record.admissionId, record])),
    requests: new Map(at('PAYLOAD').map((item) => [admissionIdOf(item), requestOf(item)])),
    votes: at('ENTRY').map(auditEntryOf).filter(isVote),
    waiting: Items.filter((item) => item.pk?.S === WAITING).map((item) => item.admissionId?.S ?? ''),
    names: at('NAME').map(({ admissionId, state }) => ({ admissionId: admissionId?.S ?? '', state: state?.S ?? '' })),
    dueRecords: dueIn(at('RECORD')),
    dueNotices: dueIn(at('NOTICE')),
  };
}

const isVote = (entry: AuditEntry): entry is VoteEntry => entry.action === 'ApproveJob' || entry.action === 'DenyJob';

const dueIn = (items: readonly Item[]): ReadonlyMap<string, number> =>
  new Map(items.flatMap((item) => (item.nextCheckAt ? [[admissionIdOf(item), Number(item.nextCheckAt.N)]] : [])));
