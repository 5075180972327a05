import { type Item, indexPrefix, itemPrefix, type Keyspace, type RootWrite, type Store } from './dynalite.ts';

/** The writes of dynalite's own actions, held back until they can be made together. */
export interface CollectedWrites {
  /** For the actions: reads go through, writes are collected, locks count as held. */
  readonly view: Store;
  /** Items put into tables, for their sizes. */
  readonly items: readonly Item[];
  /**
   * Writes tables and indexes in one batch of the one database: readers see all of it or nothing, and so does a
   * restart after a crash of the process. Level is not asked to sync, so a power cut may lose the last batches, whole;
   * seal.ts then refuses to open.
   */
  commit(): Promise<void>;
}

/** Hears of items that were put into tables, once they are there. */
export type Written = (items: readonly Item[]) => void;

export function collectWrites(store: Store): CollectedWrites {
  const writes: RootWrite[] = [];
  const items: Item[] = [];
  const view: Store = {
    ...store,
    getItemDb: (table) => collecting(store.getItemDb(table), itemPrefix(table), writes, items),
    getIndexDb: (kind, table, index) =>
      collecting(store.getIndexDb(kind, table, index), indexPrefix(kind, table, index), writes, []),
  };
  return { view, items, commit: () => store.db.batch(writes) };
}

/** INVARIANT: nobody reads back what was collected, because no item is written twice in a transaction. */
const collecting = (real: Keyspace, prefix: string, writes: RootWrite[], values: Item[]): Keyspace => ({
  get: real.get,
  put(key, value, done) {
    writes.push({ type: 'put', key: prefix + key, value });
    values.push(value);
    done(null);
  },
  del(key, done) {
    writes.push({ type: 'del', key: prefix + key });
    done(null);
  },
  lock: (_keys, run) => run((done) => done),
});
