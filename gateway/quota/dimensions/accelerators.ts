import { instanceFacts } from '../../shared/instance-types.ts';
import { mostOf } from '../../shared/workload.ts';
import { defineHeld } from '../dimension.ts';

/** Trainium devices held at the same time, over all groups. */
export const accelerators = defineHeld({
  id: 'accelerators',
  measure: (groups) => {
    const amount = mostOf(groups, ({ type, count }) => count * (instanceFacts(type)?.accelerators ?? 0));
    return amount > 0 ? [{ dimension: 'accelerators', amount }] : [];
  },
});
