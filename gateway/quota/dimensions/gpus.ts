import { instanceFacts } from '../../shared/instance-types.ts';
import { defineDimension } from '../dimension.ts';

/** GPUs held at the same time, over all groups. */
export const gpus = defineDimension({
  id: 'gpus',
  measure: ({ groups }) => {
    const amount = groups.reduce((sum, { type, count }) => sum + count * gpusOf(type), 0);
    return amount > 0 ? [{ dimension: 'gpus', amount }] : [];
  },
});

/** INVARIANT: an admitted type is in the table, because the schema's enumeration and the table name the same types. */
function gpusOf(type: string): number {
  const facts = instanceFacts(type);
  if (!facts) throw new Error(`no facts of instance type ${type}: its GPUs cannot be counted`);
  return facts.gpus;
}
