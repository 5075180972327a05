import { createHash } from 'node:crypto';
import { NO_REASON, type Reason, reasonOf, refuseCancelled } from './cancellation.ts';
import { collectWrites, type Written } from './collected-writes.ts';
import {
  checkConditional,
  checkedShape,
  type Fields,
  type Item,
  type ItemInput,
  itemSize,
  perform,
  type Store,
  validationError,
} from './dynalite.ts';
import { isRefusal } from './refusal.ts';
import { TRANSACT_WRITE, WRITE_ACTIONS } from './shapes.ts';
import { currentItem, type Target, targetOf, whileLocked } from './target.ts';
import type { Tokens } from './tokens.ts';

type Kind = keyof typeof WRITE_ACTIONS;
type Write = Target & { readonly kind: Kind };

interface Request {
  readonly TransactItems: readonly Partial<Record<Kind, ItemInput>>[];
  readonly ClientRequestToken?: string;
}

/** All items together, in bytes. docs.aws.amazon.com, TransactWriteItems (2026). */
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

/**
 * TransactWriteItems: all or nothing, and one after another where items are shared. dynalite's own actions do the
 * work, on a view of the store that holds their writes back.
 */
export async function transactWrite(store: Store, written: Written, tokens: Tokens, fields: Fields): Promise<Fields> {
  // checkedShape returns what the shape says or throws, hence the casts.
  const checked = checkedShape(store, fields, TRANSACT_WRITE);
  const { TransactItems, ClientRequestToken } = checked as Fields & Request;
  const run = () => apply(store, written, TransactItems);
  if (ClientRequestToken === undefined) return run();
  return tokens.once(ClientRequestToken, hashOf(TransactItems), run);
}

/** Of the checked items, whose members are in the order of their shapes. Before they are run: that adds to them. */
const hashOf = (items: Request['TransactItems']): string =>
  createHash('sha256').update(JSON.stringify(items)).digest('base64');

async function apply(store: Store, written: Written, items: Request['TransactItems']): Promise<Fields> {
  const writes = await Promise.all(items.map((item) => writeOf(store, item)));
  return whileLocked(store, writes, async () => {
    const collected = collectWrites(store);
    refuseCancelled(await Promise.all(writes.map((write) => attempt(collected.view, write))));
    refuseOversize(collected.items);
    await collected.commit();
    written(collected.items);
    return {};
  });
}

async function writeOf(store: Store, item: Request['TransactItems'][number]): Promise<Write> {
  const [chosen, ...others] = Object.entries(item) as [Kind, ItemInput][];
  if (!chosen || others.length > 0) {
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const [kind, input] = chosen;
  return { ...(await targetOf(store, WRITE_ACTIONS[kind], input)), kind };
}

/** Does one write on the view; or says why it cannot be done. */
async function attempt(view: Store, { kind, input, key }: Write): Promise<Reason> {
  if (typeof key !== 'string') return reasonOf(key);
  try {
    if (kind === 'ConditionCheck') await checkCondition(view, input, key);
    else await perform(WRITE_ACTIONS[kind], view, input);
    return NO_REASON;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const reason = reasonOf(error);
    const showsItem =
      reason.Code === 'ConditionalCheckFailed' && input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    return showsItem ? { ...reason, Item: await currentItem(view, input.TableName, key) } : reason;
  }
}

async function checkCondition(view: Store, input: ItemInput, key: string): Promise<void> {
  const failure = checkConditional(input, await currentItem(view, input.TableName, key));
  if (failure) throw failure;
}

function refuseOversize(items: readonly Item[]): void {
  const bytes = items.reduce((sum, item) => sum + itemSize(item), 0);
  if (bytes <= MAX_TRANSACTION_BYTES) return;
  throw validationError(`the items of the transaction are \`${bytes}\` bytes together, at most 4 MB are allowed`);
}
