import { instanceFacts } from '../../shared/instance-types.ts';
import { mostOf, SERVERLESS } from '../../shared/workload.ts';
import { defineHeld } from '../dimension.ts';

/** GPUs held at the same time, over all groups. Those of serverless jobs are not known; `family:serverless` counts such jobs. */
export const gpus = defineHeld({
  id: 'gpus',
  measure: (groups) => {
    const amount = mostOf(groups, ({ type, count }) => count * gpusOf(type));
    return amount > 0 ? [{ dimension: 'gpus', amount }] : [];
  },
});

/** INVARIANT: an admitted type is in the table, because the schema's enumeration and the table name the same types. */
function gpusOf(type: string): number {
  if (type === SERVERLESS) return 0;
  const facts = instanceFacts(type);
  if (!facts) throw new Error(`no facts of instance type ${type}: its GPUs cannot be counted`);
  return facts.gpus;
}
