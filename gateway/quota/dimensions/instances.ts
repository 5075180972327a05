import { mostOf } from '../../shared/workload.ts';
import { defineHeld } from '../dimension.ts';

/** Instances held at the same time, over all groups. */
export const instances = defineHeld({
  id: 'instances',
  measure: (groups) => {
    const amount = mostOf(groups, ({ count }) => count);
    return amount > 0 ? [{ dimension: 'instances', amount }] : [];
  },
});
