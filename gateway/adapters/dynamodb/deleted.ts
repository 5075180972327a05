import type { Step } from '../../flows/ports.ts';
import type { JobRecord } from '../../shared/job.ts';
import { endedBefore, updateNameTo } from './end.ts';
import { historyEntry, N, recordKey, S } from './items.ts';
import type { Table } from './table.ts';
import { transact } from './transact.ts';

/**
 * Notes that a finished job is gone at SageMaker and frees its name, both or neither.
 * INVARIANT: the condition lets one deletion of a record through, so a later holder keeps the name.
 */
export async function deleted(table: Table, record: JobRecord, { at, by, note }: Step): Promise<JobRecord> {
  const entry = { at, state: 'finished' as const, by, note };
  const noted = {
    Update: {
      TableName: table.name,
      Key: recordKey(record.admissionId),
      UpdateExpression: 'SET deletedAt = :at, history = list_append(history, :entry)',
      ConditionExpression: '#state = :finished AND attribute_not_exists(deletedAt)',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: {
        ':at': N(at),
        ':entry': { L: [historyEntry(entry)] },
        ':finished': S('finished'),
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
  const reasons = await transact(table, [noted, updateNameTo(table, record, 'deleted')]);
  if (reasons) return endedBefore(reasons);
  return { ...record, deletedAt: at, history: [...record.history, entry] };
}
