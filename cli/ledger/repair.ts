import { hostname, userInfo } from 'node:os';
import { repairBalance } from '../../gateway/adapters/dynamodb/ledger-repair.ts';
import type { Table } from '../../gateway/adapters/dynamodb/table.ts';
import type { RepairEntry } from '../../gateway/audit/entry.ts';
import type { Drift } from '../../gateway/quota/drift.ts';
import { Failure } from '../terminal.ts';

/** What was put right. */
export interface Repairs {
  readonly repaired: readonly RepairEntry[];
  /** Balances that were something else by then. */
  readonly lost: readonly Drift[];
}

/** Who repairs, and why: as the audit entries say it. */
export type Repairer = Pick<RepairEntry, 'by' | 'reason'>;

/** Puts every balance right that is still what was seen, one after the other, each with its audit entry. */
export async function repairAll(table: Table, drift: readonly Drift[], repairer: Repairer): Promise<Repairs> {
  const repaired: RepairEntry[] = [];
  const lost: Drift[] = [];
  for (const each of drift) {
    const entry = entryFor(table, each, repairer);
    if (await repairBalance(table, entry).catch(failed(each))) repaired.push(entry);
    else lost.push(each);
  }
  return { repaired, lost };
}

const entryFor = ({ ids, clock }: Table, drift: Drift, { by, reason }: Repairer): RepairEntry => ({
  id: ids.next(),
  at: clock.now(),
  action: 'LedgerRepair',
  by,
  reason,
  scope: drift.scope,
  window: drift.window,
  dimension: drift.dimension,
  before: drift.ledger,
  after: drift.records,
});

const failed =
  ({ scope, window, dimension }: Drift) =>
  ({ message, name }: Error): never => {
    throw new Failure(`\`${dimension}\` of ${scope} in ${window} could not be repaired: ${message || name}`);
  };

/** Who the system says is at work: which AWS identity it is, nothing here knows. */
export function operator(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    throw new Failure('the system does not say who you are: give --by NAME', 2);
  }
}
