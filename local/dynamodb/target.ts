import {
  type ActionName,
  called,
  checkExpressions,
  createKey,
  type Fields,
  type Item,
  type ItemInput,
  type Refusal,
  type Store,
  type TableDescription,
  validateItem,
  validateKey,
  validationError,
} from './dynalite.ts';

/** The one item that an input is about. */
export interface Target {
  readonly input: ItemInput;
  /** dynalite's key of the item; or why the input's key does not fit the table. */
  readonly key: string | Refusal;
}

/** Finds the input's item. Rejects with the refusal where an expression is wrong or the table is not there. */
export async function targetOf(store: Store, action: ActionName, input: ItemInput): Promise<Target> {
  checkExpressions(store, action, input as ItemInput & Fields);
  const table = await called<TableDescription>((done) => store.getTable(input.TableName, done));
  return { input, key: keyIn(table, input) };
}

function keyIn(table: TableDescription, { Item, Key = {} }: ItemInput): string | Refusal {
  const invalid = Item ? validateItem(Item, table) : validateKey(Key, table);
  return invalid ?? createKey(Item ?? Key, table);
}

/** The item as it is, or undefined. */
export const currentItem = (store: Store, table: string, key: string): Promise<Item | undefined> =>
  called((done) => store.getItemDb(table).get(key, done));

/**
 * Runs while nobody else writes any of the items, single writes included. Tables in one order for everybody and each
 * table's keys queued for in one step, so two transactions never wait for each other. Where AWS would answer
 * TransactionConflict, the later one waits here.
 */
export async function whileLocked<T>(store: Store, targets: readonly Target[], run: () => Promise<T>): Promise<T> {
  const releases: (() => void)[] = [];
  for (const [table, keys] of keysByTable(targets)) releases.push(await locked(store, table, keys));
  try {
    return await run();
  } finally {
    for (const release of releases) release();
  }
}

const locked = (store: Store, table: string, keys: string[]): Promise<() => void> =>
  new Promise((resolve) => {
    store.getItemDb(table).lock(keys, (release) => resolve(release(() => {})));
  });

/** Throws where two targets are one item. */
function keysByTable(targets: readonly Target[]): readonly (readonly [string, string[]])[] {
  const tables = new Map<string, Set<string>>();
  for (const { input, key } of targets) {
    if (typeof key !== 'string') continue;
    const keys = tables.get(input.TableName) ?? new Set();
    if (keys.has(key)) throw validationError('Transaction request cannot include multiple operations on one item');
    tables.set(input.TableName, keys.add(key));
  }
  return [...tables].sort(([a], [b]) => (a < b ? -1 : 1)).map(([table, keys]) => [table, [...keys]]);
}
