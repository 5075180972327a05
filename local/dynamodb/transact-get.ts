import { NO_REASON, reasonOf, refuseCancelled } from './cancellation.ts';
import { checkedShape, type Fields, type ItemInput, perform, type Store, validationError } from './dynalite.ts';
import { TRANSACT_GET } from './shapes.ts';
import { type Target, targetOf, whileLocked } from './target.ts';

interface Request {
  readonly TransactItems: readonly { readonly Get?: ItemInput }[];
}

/** TransactGetItems: the items as they are at one moment, in the order of the request. */
export async function transactGet(store: Store, fields: Fields): Promise<Fields> {
  // checkedShape returns what the shape says or throws, hence the cast.
  const { TransactItems } = checkedShape(store, fields, TRANSACT_GET) as Fields & Request;
  const targets = await Promise.all(TransactItems.map(({ Get }) => getTarget(store, Get)));
  refuseCancelled(targets.map(({ key }) => (typeof key === 'string' ? NO_REASON : reasonOf(key))));
  return whileLocked(store, targets, async () => ({
    Responses: await Promise.all(targets.map(({ input }) => read(store, input))),
  }));
}

async function getTarget(store: Store, get: ItemInput | undefined): Promise<Target> {
  if (!get) throw validationError('TransactItems can only contain Get');
  return targetOf(store, 'getItem', get);
}

async function read(store: Store, input: ItemInput): Promise<Fields> {
  const { Item } = await perform('getItem', store, input);
  return Item === undefined ? {} : { Item };
}
