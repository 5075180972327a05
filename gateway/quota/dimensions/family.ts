import { familyOf } from '../../shared/instance-types.ts';
import { mostOf } from '../../shared/workload.ts';
import { defineHeld } from '../dimension.ts';

/** Instances of one family (`family:p4d`) held at the same time; `family:serverless` counts serverless jobs. */
export const family = defineHeld({
  id: 'family',
  measure: (groups) =>
    [...Map.groupBy(groups, ({ type }) => familyOf(type))].map(([name, members]) => ({
      dimension: `family:${name}` as const,
      amount: mostOf(members, ({ count }) => count),
    })),
});
