import type { Written } from './collected-writes.ts';
import {
  ACTIONS,
  type ActionName,
  called,
  checkExpressions,
  checkedShape,
  type Fields,
  perform,
  type Store,
  shapesOf,
  type TableDescription,
} from './dynalite.ts';
import { UPDATE_TIME_TO_LIVE } from './shapes.ts';
import type { Tokens } from './tokens.ts';
import { transactGet } from './transact-get.ts';
import { transactWrite } from './transact-write.ts';
import { writeItem } from './write-item.ts';

/** Resolves to the answer; rejects with the refusal, or with a fault. May change `fields`. */
export type Operation = (fields: Fields) => Promise<Fields>;

/** Every operation that is understood, by its name in DynamoDB's API: dynalite's, some replaced, and those it lacks. */
export function operationsOf(store: Store, tokens: Tokens, written: Written): ReadonlyMap<string, Operation> {
  return new Map<string, Operation>([
    ...ACTIONS.map((action): [string, Operation] => [apiName(action), (fields) => plain(store, action, fields)]),
    ['PutItem', (fields) => writeItem(store, written, 'putItem', fields)],
    ['UpdateItem', (fields) => writeItem(store, written, 'updateItem', fields)],
    ['DeleteItem', (fields) => writeItem(store, written, 'deleteItem', fields)],
    ['TransactWriteItems', (fields) => transactWrite(store, written, tokens, fields)],
    ['TransactGetItems', (fields) => transactGet(store, fields)],
    ['UpdateTimeToLive', (fields) => updateTimeToLive(store, fields)],
  ]);
}

/** An action's name in DynamoDB's API. */
export const apiName = (action: string): string => action.charAt(0).toUpperCase() + action.slice(1);

async function plain(store: Store, action: ActionName, fields: Fields): Promise<Fields> {
  const input = checkedShape(store, fields, shapesOf(action));
  checkExpressions(store, action, input);
  return perform(action, store, input);
}

/** Accepted, so that a table can be set up as in the cloud. Nothing expires, and DescribeTimeToLive says so. */
async function updateTimeToLive(store: Store, fields: Fields): Promise<Fields> {
  const { TableName, TimeToLiveSpecification } = checkedShape(store, fields, UPDATE_TIME_TO_LIVE);
  await called<TableDescription>((done) => store.getTable(String(TableName), done));
  return { TimeToLiveSpecification };
}
