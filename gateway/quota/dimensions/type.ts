import { mostOf } from '../../shared/workload.ts';
import { defineHeld } from '../dimension.ts';

/** Instances of one type (`type:ml.p4d.24xlarge`) held at the same time. */
export const type = defineHeld({
  id: 'type',
  measure: (groups) =>
    [...Map.groupBy(groups, (group) => group.type)].map(([name, members]) => ({
      dimension: `type:${name}` as const,
      amount: mostOf(members, ({ count }) => count),
    })),
});
