import { collectWrites, type Written } from './collected-writes.ts';
import { checkedShape, type Fields, type ItemInput, perform, type Store } from './dynalite.ts';
import { isConditionFailure, isRefusal, refusal } from './refusal.ts';
import { SINGLE_WRITES } from './shapes.ts';
import { currentItem, targetOf, whileLocked } from './target.ts';

/** PutItem, UpdateItem and DeleteItem as dynalite does them, and ReturnValuesOnConditionCheckFailure. */
export async function writeItem(
  store: Store,
  written: Written,
  action: keyof typeof SINGLE_WRITES,
  fields: Fields,
): Promise<Fields> {
  // The shape is checked in this very call, hence the cast.
  const input = checkedShape(store, fields, SINGLE_WRITES[action]) as Fields & ItemInput;
  const target = await targetOf(store, action, input);
  const { key } = target;
  if (typeof key !== 'string') throw key;
  return whileLocked(store, [target], async () => {
    const { view, items, commit } = collectWrites(store);
    try {
      const answer = await perform(action, view, input);
      await commit();
      written(items);
      return answer;
    } catch (error) {
      const explained = isRefusal(error) && isConditionFailure(error);
      if (!explained || input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') throw error;
      const Item = await currentItem(store, input.TableName, key);
      throw refusal('ConditionalCheckFailedException', error.message, { Item });
    }
  });
}
