import {
  PutItemCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { canonical, type Outcome } from './outcome.ts';
import { type Step, step, TABLE } from './steps.ts';

/** A way in which moto's answer is known to be wrong. */
export interface Difference {
  readonly name: string;
  /** Who is right, by docs.aws.amazon.com (2026). */
  readonly reason: string;
  /** Whether this is all that the two answers differ by. */
  explains(step: Step, embedded: Outcome, moto: Outcome): boolean;
  /** Requests to an empty table of which the last meets the difference. */
  readonly example: readonly Step[];
}

const Key = { pk: { S: 'k' }, sk: { S: 'a' } };
const own = { TableName: TABLE, Key };
const putOne = step('PutItem', {}, (client) =>
  client.send(new PutItemCommand({ TableName: TABLE, Item: { ...Key, used: { N: '1' }, other: { N: '2' } } })),
);
const transactGet = (...gets: object[]) => {
  const TransactItems = gets.map((get) => ({ Get: { ...own, ...get } }));
  return step('TransactGetItems', TransactItems, (client) =>
    client.send(new TransactGetItemsCommand({ TransactItems })),
  );
};
const addToAbsent: TransactWriteItem = {
  Update: {
    ...own,
    UpdateExpression: 'SET #used = #used + :one',
    ExpressionAttributeNames: { '#used': 'used' },
    ExpressionAttributeValues: { ':one': { N: '1' } },
  },
};
const removal = { ...own, UpdateExpression: 'REMOVE used', ReturnValues: 'UPDATED_NEW' } as const;

/** None of them leaves other items behind. Tokens, which would, are seen to by tokens.ts. */
export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'moto answers an update that cannot be done in a transaction with ValidationException',
    reason:
      'API reference, TransactWriteItems, cancellation reasons: TransactionCanceledException, Code ValidationError, "The provided expression refers to an attribute that does not exist in the item"',
    explains: ({ name }, embedded, moto) =>
      name === 'TransactWriteItems' &&
      embedded.reasons.includes('ValidationError') &&
      moto.error === 'ValidationException',
    example: [
      step('TransactWriteItems', {}, (client) =>
        client.send(new TransactWriteItemsCommand({ TransactItems: [addToAbsent] })),
      ),
    ],
  },
  {
    name: 'moto gets an item twice in one transaction',
    reason:
      'developer guide, "Managing complex workflows with transactions": no several operations on one item in a transaction',
    explains: ({ name, input }, embedded, moto) =>
      name === 'TransactGetItems' && hasTwins(input) && embedded.error === 'ValidationException' && moto.error === null,
    example: [transactGet({}, {})],
  },
  {
    name: 'moto leaves the projection of TransactGetItems undone',
    reason: 'API reference, Get: ProjectionExpression names the attributes to be retrieved',
    explains: ({ name }, embedded, moto) =>
      name === 'TransactGetItems' &&
      embedded.error === null &&
      moto.error === null &&
      projected(moto.content) === embedded.content,
    example: [putOne, transactGet({ ProjectionExpression: 'pk, used, history' })],
  },
  {
    name: 'moto returns the key with UPDATED_NEW where the item is new',
    reason: 'API reference, UpdateItem, ReturnValues: UPDATED_NEW returns only the updated attributes',
    explains: ({ name, input }, embedded, moto) =>
      name === 'UpdateItem' &&
      'ReturnValues' in input &&
      input.ReturnValues === 'UPDATED_NEW' &&
      withoutKey(moto.content) === embedded.content,
    example: [step('UpdateItem', removal, (client) => client.send(new UpdateItemCommand(removal)))],
  },
  ...(['UPDATED_OLD', 'UPDATED_NEW'] as const).map(sameValue),
];

/** Attributes that an update gave the value they had. */
function sameValue(ReturnValues: 'UPDATED_OLD' | 'UPDATED_NEW'): Difference {
  const update = {
    ...own,
    UpdateExpression: 'SET used = :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
    ReturnValues,
  };
  return {
    name: `moto leaves an attribute that was set to its own value out of ${ReturnValues}`,
    reason: `API reference, UpdateItem, ReturnValues: ${ReturnValues} returns the updated attributes, and an attribute is updated whatever its value was`,
    explains: ({ name, input }, embedded, moto) =>
      name === 'UpdateItem' &&
      'ReturnValues' in input &&
      input.ReturnValues === ReturnValues &&
      embedded.error === null &&
      moto.error === null &&
      differByNames(withoutKey(moto.content), embedded.content, namesIn(input as UpdateItemCommandInput)),
    example: [putOne, step('UpdateItem', update, (client) => client.send(new UpdateItemCommand(update)))],
  };
}

/** Whether `whole` is `part` and attributes of `names` alone. */
function differByNames(part: string, whole: string, names: readonly string[]): boolean {
  const { Attributes: some = {} }: { Attributes?: object } = JSON.parse(part);
  const { Attributes: all = {} }: { Attributes?: object } = JSON.parse(whole);
  const rest = Object.entries(all).filter(([name]) => !names.includes(name) || name in some);
  return canonical(Object.fromEntries(rest)) === canonical(some);
}

/** Of the attributes that an update names. */
function namesIn(update: UpdateItemCommandInput): string[] {
  const words = update.UpdateExpression?.match(/#?\w+/g) ?? [];
  return words.map((word) => update.ExpressionAttributeNames?.[word] ?? word);
}

function hasTwins(input: object): boolean {
  const keys = Object.values(input).map(canonical);
  return new Set(keys).size < keys.length;
}

/** As `pk, used, history` would have it. */
function projected(content: string): string {
  const { Responses }: { Responses: { Item?: Record<string, unknown> }[] } = JSON.parse(content);
  const shown = ({ pk, used, history }: Record<string, unknown>) => ({ pk, used, history });
  return canonical({ Responses: Responses.map(({ Item }) => (Item ? { Item: shown(Item) } : {})) });
}

function withoutKey(content: string): string {
  const { Attributes: { pk, sk, ...others } = {} }: { Attributes?: Record<string, unknown> } = JSON.parse(content);
  return canonical(Object.keys(others).length > 0 ? { Attributes: others } : {});
}
