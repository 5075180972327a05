/**
 * All that is used of dynalite's inside. Its public face is an HTTP server without transactions; the parts below that
 * face are what transactions can be built from: the store, the checks and the actions on one item. None of them is a
 * documented interface, so package.json pins dynalite 4.0.0, nothing else requires into it, and the conformance tests
 * in test/conformance/dynamodb.test.ts are what an upgrade must pass.
 */
import { createRequire } from 'node:module';

/** Attributes by name, in DynamoDB's JSON: `{pk: {S: 'a'}}`. */
export type Item = { readonly [attribute: string]: Readonly<Record<string, unknown>> };

/** Input or answer of an operation, in DynamoDB's JSON. */
export type Fields = { readonly [member: string]: unknown };

/** The input of a request about one item, checked. The parsed expressions are in it too, for dynalite's own use. */
export interface ItemInput {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
}

/** An expected error of an operation. dynalite throws and returns these; `body` is what goes over the wire. */
export interface Refusal extends Error {
  readonly statusCode: number;
  /** Older services say `Message`, newer ones `message`. `__type` is `<namespace>#<exception name>`. */
  readonly body: Fields & { readonly __type: string; readonly message?: string; readonly Message?: string };
}

type Callback<T = void> = (error: unknown, value: T) => void;
type Release = (done: () => void) => () => void;

/** The items of one table, or the entries of one index. */
export interface Keyspace {
  get(key: string, callback: Callback<Item | undefined>): void;
  put(key: string, value: Item, callback: Callback): void;
  del(key: string, callback: Callback): void;
  /** Runs when nobody else holds any of the keys. Keys asked for together are queued for in one step. */
  lock(keys: string | string[], run: (release: Release) => void): void;
}

export type RootWrite =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

/** Only handed back to dynalite. */
export interface TableDescription {
  readonly KeySchema: unknown;
}

/** An abstract-level database whose values are JSON, as far as it is used here. dynalite writes by put, del and batch. */
export interface Level {
  open(): Promise<void>;
  batch(writes: readonly RootWrite[]): Promise<void>;
  getMany(keys: readonly string[], as: { valueEncoding: 'utf8' }): Promise<readonly (string | undefined)[]>;
  iterator(entries: {
    gte?: string;
    lt?: string;
    valueEncoding: 'utf8';
  }): AsyncIterable<readonly [key: string, value: string]>;
  close(): Promise<void>;
}

export interface Store {
  /** The one Level database that holds everything. */
  readonly db: Level;
  getTable(name: string, callback: Callback<TableDescription>): void;
  getItemDb(table: string): Keyspace;
  getIndexDb(kind: string, table: string, index: string): Keyspace;
}

/** dynalite's description of a member: its type, its limits and its children. */
export interface Shape {
  readonly type: string;
  readonly notNull?: boolean;
  readonly enum?: readonly string[];
  readonly lengthGreaterThanOrEqual?: number;
  readonly lengthLessThanOrEqual?: number;
  readonly children?: Shapes | Shape | string;
}
export type Shapes = { readonly [member: string]: Shape | string };

/** Parses expressions into the input, and returns what is wrong with it. */
type Check = (input: Fields, store: Store) => string | undefined;

interface Database {
  create(options: Fields): Store;
  createKey(keyed: Item, table: TableDescription): string;
  validateItem(item: Item, table: TableDescription): Refusal | null | undefined;
  validateKey(key: Item, table: TableDescription): Refusal | null | undefined;
  /** The condition of a checked input against the item as it is. */
  checkConditional(input: ItemInput, item: Item | undefined): Refusal | null | undefined;
  itemSize(item: Item): number;
  validationError(message: string): Refusal;
}

interface Validations {
  /** Copies the members that the shapes name; deletes others from `input` itself. */
  checkTypes(input: Fields, shapes: Shapes): Fields;
  checkValidations(input: Fields, shapes: Shapes, check: Check | null, store: Store): void;
}

type Action = (store: Store, input: unknown, callback: Callback<Fields>) => void;

const require = createRequire(import.meta.url);
const validations: Validations = require('dynalite/validations');

export const { create, createKey, validateItem, validateKey, checkConditional, itemSize, validationError }: Database =
  require('dynalite/db');

/** Every operation of dynalite, by the names of its modules. */
export const ACTIONS = [
  'batchGetItem',
  'batchWriteItem',
  'createTable',
  'deleteItem',
  'deleteTable',
  'describeTable',
  'describeTimeToLive',
  'getItem',
  'listTables',
  'listTagsOfResource',
  'putItem',
  'query',
  'scan',
  'tagResource',
  'untagResource',
  'updateItem',
  'updateTable',
] as const;
export type ActionName = (typeof ACTIONS)[number];

/** One module an action: fromEntries forgets which keys it was given, hence the cast. */
const modulesIn = <T>(folder: string) =>
  Object.fromEntries(ACTIONS.map((action): [string, T] => [action, require(`dynalite/${folder}/${action}`)])) as Record<
    ActionName,
    T
  >;

const actions = modulesIn<Action>('actions');
const inputs = modulesIn<{ types: Shapes; custom?: Check }>('validations');

/** Does the action on the store. Rejects with the refusal, or with a fault. */
export const perform = (action: ActionName, store: Store, input: Fields | ItemInput): Promise<Fields> =>
  called((done) => actions[action](store, input, done));

/** The members that dynalite knows of an action's input. */
export const shapesOf = (action: ActionName): Shapes => inputs[action].types;

/** The input with the members of `shapes` only. Throws the refusal where a member has the wrong type or value. */
export function checkedShape(store: Store, input: Fields, shapes: Shapes): Fields {
  const checked = validations.checkTypes(input, shapes);
  validations.checkValidations(checked, shapes, null, store);
  return checked;
}

/** Throws the refusal where the action's further checks fail. Parses the expressions into `input`. */
export function checkExpressions(store: Store, action: ActionName, input: Fields): void {
  validations.checkValidations(input, {}, inputs[action].custom ?? null, store);
}

/**
 * The prefix under which dynalite keeps a table's items, or an index's entries, in the one database: what lets a
 * transaction be a single batch on it. dynalite keeps the prefix to itself, hence this copy of db/index.js, getSubDb.
 */
export const itemPrefix = (table: string): string => `item-${table}~`;
export const indexPrefix = (kind: string, table: string, index: string): string =>
  `index-${kind.toLowerCase()}~${table}~${index}~`;

/** The result of a function that takes a callback. */
export const called = <T>(call: (callback: Callback<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    call((error, value) => (error ? reject(error) : resolve(value)));
  });
