import type { Reservation, ReservedAnew } from '../../flows/ports.ts';
import type { LimitedLine } from '../../quota/reservation.ts';
import { cellKey, type ReservationLine } from '../../shared/amount.ts';
import type { JobRecord } from '../../shared/job.ts';
import { readingOf } from './admit.ts';
import { type Item, N, packedReservation, recordKey, recordOf, S } from './items.ts';
import { reserveLines } from './ledger-updates.ts';
import type { Table } from './table.ts';
import { failedCondition, transact } from './transact.ts';

/**
 * Puts another reservation in the place of a job's: the difference is taken and given back in one transaction.
 * INVARIANT: it counts only for the reservation that was seen, while the job's own is open.
 */
export async function reserveAnew(table: Table, seen: JobRecord, reservation: Reservation): Promise<ReservedAnew> {
  const lines = withoutLimits(reservation.lines);
  const record: JobRecord = {
    ...seen,
    lines,
    metered: reservation.metered,
    reservationVersion: seen.reservationVersion + 1,
  };
  const reasons = await transact(table, [
    updateRecord(table, seen, record),
    ...reserveLines(table.name, differences(seen.lines, reservation.lines)),
  ]);
  if (!reasons) return { kind: 'reserved', record };
  const [first, ...ledgers] = reasons;
  if (failedCondition(first) && first?.Item) return { kind: 'changed', record: recordOf(first.Item as Item) };
  return { kind: 'over-quota', reading: readingOf(ledgers) };
}

export const withoutLimits = (lines: readonly LimitedLine[]): readonly ReservationLine[] =>
  lines.map(({ scope, dimension, window, amount }) => ({ scope, dimension, window, amount }));

function updateRecord({ name }: Table, seen: JobRecord, record: JobRecord) {
  return {
    Update: {
      TableName: name,
      Key: recordKey(seen.admissionId),
      UpdateExpression:
        // The update's own audit entry tells of it: a history that each update made longer would outgrow its item.
        'SET reserved = :reserved, reservationVersion = reservationVersion + :one',
      ConditionExpression: '#state IN (:submitted, :retained) AND reservationVersion = :seen',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: {
        ':reserved': packedReservation(record),
        ':one': N(1),
        ':seen': N(seen.reservationVersion),
        ':submitted': S('submitted'),
        ':retained': S('retained'),
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
}

/** By how much each line changes; those that stay are left out. */
function differences(before: readonly ReservationLine[], after: readonly LimitedLine[]): readonly LimitedLine[] {
  const held = new Map(before.map((line) => [cellKey(line), line.amount]));
  const kept = new Set(after.map(cellKey));
  const changed = after.map((line) => ({ ...line, amount: line.amount - (held.get(cellKey(line)) ?? 0) }));
  const gone = before.filter((line) => !kept.has(cellKey(line)));
  return [
    ...changed.filter(({ amount }) => amount !== 0),
    ...gone.map((line) => ({ ...line, amount: -line.amount, limit: null })),
  ];
}
