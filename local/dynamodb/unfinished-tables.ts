import type { Level, RootWrite } from './dynalite.ts';

/** What dynalite keeps of a table, as far as it is changed here. */
interface Table {
  readonly TableStatus: string;
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexStatus: string }[];
}

/**
 * Ends the making of tables that a crash interrupted: dynalite writes the table first, and ACTIVE a moment later, which
 * nobody would do after the crash. Readers would wait for such a table for ever.
 */
export async function finishTables(db: Level): Promise<void> {
  const writes: RootWrite[] = [];
  for await (const [key, text] of db.iterator({ gte: 'table~', lt: 'table~\xff', valueEncoding: 'utf8' })) {
    // Only dynalite writes these entries.
    const table = JSON.parse(text) as Table;
    if (table.TableStatus === 'CREATING') writes.push({ type: 'put', key, value: active(table) });
  }
  if (writes.length > 0) await db.batch(writes);
}

const active = ({ GlobalSecondaryIndexes, ...table }: Table): Table => ({
  ...table,
  TableStatus: 'ACTIVE',
  ...(GlobalSecondaryIndexes && {
    GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) => ({ ...index, IndexStatus: 'ACTIVE' })),
  }),
});
