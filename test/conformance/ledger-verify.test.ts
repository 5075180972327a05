import { BatchGetItemCommand, DeleteItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LastingDrift, lastingDrift, MOST_LOOKS } from '../../cli/ledger/lasting-drift.ts';
import { look } from '../../cli/ledger/look.ts';
import { repairAll } from '../../cli/ledger/repair.ts';
import { auditEntryOf } from '../../gateway/adapters/dynamodb/audit-log.ts';
import { ledgerKey, N } from '../../gateway/adapters/dynamodb/items.ts';
import { CHARGED, COUNTED } from '../../gateway/adapters/dynamodb/ledger-scan.ts';
import type { Table } from '../../gateway/adapters/dynamodb/table.ts';
import { systemIds } from '../../gateway/adapters/system/ids.ts';
import type { ChargedRecord } from '../../gateway/quota/chargeback.ts';
import type { LimitedLine } from '../../gateway/quota/reservation.ts';
import { NOTHING_SETTLED } from '../../gateway/quota/settlement.ts';
import type { Scope } from '../../gateway/shared/amount.ts';
import type { JobRecord, Settlement } from '../../gateway/shared/job.ts';
import { admission, freshStore, SITE } from '../support/job-store.ts';

let world: Awaited<ReturnType<typeof freshStore>>;
beforeEach(async () => {
  world = await freshStore();
});
afterEach(() => world.close());

const STEP = { at: 1, by: 'test', note: 'a step' };
const REPAIRER = { by: 'ops@host', reason: 'a test' };
const SCOPES: readonly Scope[] = ['org', 'team:vision', 'person:ada@example.com'];

/** In every scope a GPU that is held, and 1,000 micros of the month. */
const LINES: readonly LimitedLine[] = SCOPES.flatMap((scope): readonly LimitedLine[] => [
  { scope, window: 'current', dimension: 'gpus', amount: 1, limit: 100_000 },
  { scope, window: '2026-11', dimension: 'usdMicros', amount: 1_000, limit: null },
]);
const SETTLED: Settlement = { ...NOTHING_SETTLED, consumed: [{ dimension: 'usdMicros', amount: 400 }] };

async function admitted(parts: Partial<JobRecord> = {}): Promise<JobRecord> {
  const admission_ = admission(parts, LINES);
  expect(await world.store.admit(admission_)).toEqual({ kind: 'admitted' });
  return admission_.record;
}

const finish = (record: JobRecord) => world.store.end(record, { ...STEP, state: 'finished', settlement: SETTLED });
const refuse = (record: JobRecord) =>
  world.store.end(record, { ...STEP, state: 'refused', settlement: NOTHING_SETTLED });

type Command = Parameters<Table['client']['send']>[0];

/** The table; `before` runs ahead of each call to it. */
function tableWith(before: (command: Command) => Promise<void> = async () => {}): Table {
  const { client, tableName } = world;
  const send = async (command: Command) => {
    await before(command);
    return client.send(command);
  };
  return {
    // One of many overloads stands for all of them.
    client: { send } as unknown as Table['client'],
    name: tableName,
    site: SITE,
    clock: { now: () => Date.UTC(2026, 10, 23) },
    ids: systemIds,
    pause: async () => {},
  };
}

const verify = (table = tableWith()): Promise<LastingDrift> =>
  lastingDrift(async () => (await look(table, { reading: COUNTED, isWanted: () => true })).drift, table.pause);

const NONE = { drift: [], unsettled: [], looks: 1 };

const change = (expression: string, names: Record<string, string>, value?: number) =>
  world.client.send(
    new UpdateItemCommand({
      TableName: world.tableName,
      Key: ledgerKey('team:vision', names['#n']?.endsWith('usdMicros') ? '2026-11' : 'current'),
      UpdateExpression: expression,
      ExpressionAttributeNames: names,
      ...(value !== undefined && { ExpressionAttributeValues: { ':n': N(value) } }),
    }),
  );

const GPUS = { scope: 'team:vision', window: 'current', dimension: 'gpus' } as const;
const USD = { scope: 'team:vision', window: '2026-11', dimension: 'usdMicros' } as const;

async function auditEntries() {
  const { Items = [] } = await world.client.send(new ScanCommand({ TableName: world.tableName }));
  return Items.filter(({ sk }) => sk?.S === 'ENTRY').map(auditEntryOf);
}

/** Two jobs that live, one that finished, one that was refused. */
async function someJobs(): Promise<void> {
  await admitted();
  await admitted();
  await finish(await admitted());
  await refuse(await admitted());
}

describe('verify', () => {
  it('finds nothing in an empty table, and nothing where the store wrote', async () => {
    expect(await verify()).toEqual(NONE);
    await someJobs();
    const record = await world.store.submitted((await admitted()).admissionId, STEP, 5);
    const more = LINES.map((line) => ({ ...line, amount: line.amount * 3 }));
    await world.store.reserveAnew(record, { lines: more, metered: [] });
    expect(await verify()).toEqual(NONE);
  });

  it.each<[string, () => Promise<unknown>, object]>([
    [
      'a number that is too high',
      () => change('ADD #n :n', { '#n': 'used:gpus' }, 3),
      { ...GPUS, ledger: { used: 5, settled: 0 }, difference: { used: 3, settled: 0 } },
    ],
    [
      'a number that is gone',
      () => change('REMOVE #n', { '#n': 'used:gpus' }),
      { ...GPUS, ledger: { used: 0, settled: 0 }, difference: { used: -2, settled: 0 } },
    ],
    [
      'a settled part that is too low',
      () => change('SET #n = :n', { '#n': 'settled:usdMicros' }, 1),
      { ...USD, ledger: { used: 2_400, settled: 1 }, difference: { used: 0, settled: -399 } },
    ],
    [
      'a settled part that is all there is',
      () => change('REMOVE #n', { '#n': 'used:usdMicros' }),
      { ...USD, ledger: { used: 0, settled: 400 }, difference: { used: -2_400, settled: 0 } },
    ],
    [
      'a dimension that no job takes',
      () => change('SET #n = :n', { '#n': 'used:family:p4d' }, 7),
      { ...GPUS, dimension: 'family:p4d', records: { used: 0, settled: 0 }, difference: { used: 7, settled: 0 } },
    ],
    [
      'an item that is gone',
      () =>
        world.client.send(
          new DeleteItemCommand({ TableName: world.tableName, Key: ledgerKey('team:vision', '2026-11') }),
        ),
      { ...USD, ledger: { used: 0, settled: 0 }, difference: { used: -2_400, settled: -400 } },
    ],
  ])('finds %s, repairs it with an audit entry, and finds nothing after', async (_name, damage, expected) => {
    await someJobs();
    await damage();
    const found = await verify();
    expect(found).toMatchObject({ drift: [expected], unsettled: [], looks: 2 });
    const { repaired, lost } = await repairAll(tableWith(), found.drift, REPAIRER);
    expect(lost).toEqual([]);
    const [drift] = found.drift;
    expect(repaired).toMatchObject([
      { action: 'LedgerRepair', ...REPAIRER, before: drift?.ledger, after: drift?.records },
    ]);
    expect(await auditEntries()).toEqual(repaired);
    expect(await verify()).toEqual(NONE);
    const again = await repairAll(tableWith(), (await verify()).drift, REPAIRER);
    expect(again).toEqual({ repaired: [], lost: [] });
    expect(await auditEntries()).toHaveLength(1);
  });

  it('leaves the ledger usable: what lives ends as ever after a repair', async () => {
    const record = await admitted();
    await change('ADD #n :n', { '#n': 'used:gpus' }, 9);
    await repairAll(tableWith(), (await verify()).drift, REPAIRER);
    await finish(record);
    expect(await verify()).toEqual(NONE);
    const [balance] = await world.store.balances([{ scope: 'team:vision', window: 'current' }]);
    expect(balance).toMatchObject({ used: 0, settled: 0 });
  });
});

describe('a repair', () => {
  it('writes nothing where the balance is another by now, and one of two repairs it', async () => {
    await someJobs();
    await change('ADD #n :n', { '#n': 'used:gpus' }, 3);
    const { drift } = await verify();
    const both = await Promise.all([1, 2].map(() => repairAll(tableWith(), drift, REPAIRER)));
    expect(both.map(({ repaired, lost }) => [repaired.length, lost.length]).sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
    await change('ADD #n :n', { '#n': 'used:gpus' }, 3);
    const seen = await verify();
    await admitted();
    expect(await repairAll(tableWith(), seen.drift, REPAIRER)).toEqual({ repaired: [], lost: seen.drift });
    expect(await auditEntries()).toHaveLength(1);
    await repairAll(tableWith(), (await verify()).drift, REPAIRER);
    expect(await verify()).toEqual(NONE);
  });

  it('is right, too, where the balance is again what was seen after others came and went', async () => {
    const first = await admitted();
    await change('ADD #n :n', { '#n': 'used:gpus' }, 3);
    const { drift } = await verify();
    await admitted();
    await finish(first);
    const { repaired } = await repairAll(tableWith(), drift, REPAIRER);
    expect(repaired).toHaveLength(1);
    expect((await verify()).drift).toEqual([]);
  });
});

describe('while jobs come and go', () => {
  /** The worst schedules: around each reading of the ledger, or of a part of the table, a job comes and another goes. */
  it.each<[string, (command: Command) => boolean]>([
    ['before the ledger is read', (command) => command instanceof BatchGetItemCommand],
    ['before each part of the table is read', (command) => command instanceof ScanCommand],
    ['before each call', () => true],
  ])('%s, no difference counts', async (_name, isMoment) => {
    let last = await admitted();
    let jobs = 0;
    const table = tableWith(async (command) => {
      if (!isMoment(command) || jobs >= 400) return;
      jobs += 1;
      const next = await admitted();
      if (jobs % 2 === 1) return;
      await (jobs % 4 === 0 ? finish(last) : refuse(last));
      last = next;
    });
    for (let i = 0; i < 3; i += 1) expect((await verify(table)).drift).toEqual([]);
    expect(jobs).toBeGreaterThanOrEqual(3);
    jobs = 400;
    expect(await verify(table)).toEqual(NONE);
  });

  it('each look may be wrong in the same way, and no difference counts', async () => {
    // A job that is in the ledger when it is read, and gone before the records are read again: seen by no scan while it lives.
    await admitted();
    let visit: Promise<JobRecord> | null = null;
    let leave: Promise<unknown> = Promise.resolve();
    const table = tableWith(async (command) => {
      if (command instanceof BatchGetItemCommand) {
        visit = admitted();
        await visit;
      } else if (visit) {
        leave = visit.then(refuse);
        visit = null;
      }
      // No part of the table is read before it has left.
      await leave;
    });
    const numbers = async () => {
      const { drift } = await look(table, { reading: COUNTED, isWanted: () => true });
      return drift.map(({ witness: _, ...others }) => others);
    };
    const first = await numbers();
    expect(first).toHaveLength(6);
    expect(await numbers()).toEqual(first);
    const found = await verify(table);
    expect([found.drift, found.unsettled.length, found.looks]).toEqual([[], 6, MOST_LOOKS]);
  });

  it('a storm of them makes no difference, and real drift is found when it is over', async () => {
    let isOver = false;
    const storm = Array.from({ length: 6 }, async (_, worker) => {
      for (let i = 0; !isOver; i += 1) {
        const record = await admitted();
        if (i % 3 !== 0) await (worker % 2 === 0 ? finish(record) : refuse(record));
      }
    });
    for (let i = 0; i < 5; i += 1) expect((await verify()).drift).toEqual([]);
    isOver = true;
    await Promise.all(storm);
    expect(await verify()).toEqual(NONE);
    await change('ADD #n :n', { '#n': 'used:gpus' }, 1);
    expect(await verify()).toMatchObject({ drift: [{ ...GPUS, difference: { used: 1, settled: 0 } }] });
  });
});

describe('the scan', () => {
  it('asks for nothing of requests, and reads records as the store does', async () => {
    await someJobs();
    const asked: (string | undefined)[] = [];
    const table = tableWith(async (command) => {
      if (!(command instanceof ScanCommand)) return;
      asked.push(...Object.values(command.input.ExpressionAttributeNames ?? {}));
      expect(command.input).toMatchObject({ ConsistentRead: true, ProjectionExpression: expect.any(String) });
    });
    const records: ChargedRecord[] = [];
    const seen = await look(table, { reading: CHARGED, isWanted: () => true, onRecord: (each) => records.push(each) });
    expect(new Set(asked)).toEqual(
      new Set(['pk', 'sk', 'state', 'reserved', 'reservationVersion', 'settlement', 'fixed']),
    );
    expect([seen.records, records.length]).toEqual([4, 4]);
    for (const record of records) expect(await world.store.find(record.admissionId)).toMatchObject(record);
  });

  it('goes through all pages', async () => {
    const note = 'x'.repeat(200_000);
    const rest = Array.from({ length: 60 }, () =>
      admitted({ history: [{ at: 1, state: 'submitted', by: 'b', note }] }),
    );
    await Promise.all(rest);
    let scans = 0;
    const table = tableWith(async (command) => {
      if (command instanceof ScanCommand) scans += 1;
    });
    expect(await verify(table)).toEqual(NONE);
    expect(scans).toBeGreaterThan(4);
  });

  it('says of a table that it cannot read what it is', async () => {
    const nowhere = { ...tableWith(), name: 'nowhere' };
    await expect(verify(nowhere)).rejects.toThrow('the table `nowhere` could not be read: ');
  });
});
