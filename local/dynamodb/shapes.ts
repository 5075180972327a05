import { type ActionName, type Shapes, shapesOf } from './dynalite.ts';

const returnOnFailure: Shapes = { ReturnValuesOnConditionCheckFailure: { type: 'String', enum: ['ALL_OLD', 'NONE'] } };

/** The inputs of PutItem, UpdateItem and DeleteItem: dynalite's, and the member that it does not know. */
export const SINGLE_WRITES = {
  putItem: { ...shapesOf('putItem'), ...returnOnFailure },
  updateItem: { ...shapesOf('updateItem'), ...returnOnFailure },
  deleteItem: { ...shapesOf('deleteItem'), ...returnOnFailure },
} as const;

/** What an action in a transaction may say: no legacy members, no values returned. */
const IN_TRANSACTION: readonly string[] = [
  'TableName',
  'Key',
  'Item',
  'UpdateExpression',
  'ConditionExpression',
  'ProjectionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
];

const inTransaction = (action: ActionName): Shapes =>
  Object.fromEntries(Object.entries(shapesOf(action)).filter(([member]) => IN_TRANSACTION.includes(member)));

const required = { type: 'String', notNull: true };

/** Kinds of action in a transaction that writes, and dynalite's action with the same input. */
export const WRITE_ACTIONS = {
  Put: 'putItem',
  Update: 'updateItem',
  Delete: 'deleteItem',
  ConditionCheck: 'deleteItem',
} as const;

const writes: Record<keyof typeof WRITE_ACTIONS, Shapes> = {
  Put: { ...inTransaction('putItem'), ...returnOnFailure },
  Update: { ...inTransaction('updateItem'), ...returnOnFailure, UpdateExpression: required },
  Delete: { ...inTransaction('deleteItem'), ...returnOnFailure },
  ConditionCheck: { ...inTransaction('deleteItem'), ...returnOnFailure, ConditionExpression: required },
};

/** 1 to 100 items: docs.aws.amazon.com, TransactWriteItems and TransactGetItems (2026). */
const transactItems = (kinds: Record<string, Shapes>): Shapes => ({
  TransactItems: {
    type: 'List',
    notNull: true,
    lengthGreaterThanOrEqual: 1,
    lengthLessThanOrEqual: 100,
    children: {
      type: 'ValueStruct<TransactItem>',
      children: Object.fromEntries(
        Object.entries(kinds).map(([kind, children]) => [kind, { type: `ValueStruct<${kind}>`, children }]),
      ),
    },
  },
});

export const TRANSACT_WRITE: Shapes = {
  ...transactItems(writes),
  ClientRequestToken: { type: 'String', lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
};

export const TRANSACT_GET: Shapes = transactItems({ Get: inTransaction('getItem') });

export const UPDATE_TIME_TO_LIVE: Shapes = {
  TableName: { type: 'String', notNull: true },
  TimeToLiveSpecification: {
    type: 'ValueStruct<TimeToLiveSpecification>',
    notNull: true,
    children: {
      AttributeName: { type: 'String', notNull: true, lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 255 },
      Enabled: { type: 'Boolean', notNull: true },
    },
  },
};
