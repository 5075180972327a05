import { defineDimension } from '../dimension.ts';

/** Instances held at the same time, over all groups. */
export const instances = defineDimension({
  id: 'instances',
  measure: ({ groups }) => [{ dimension: 'instances', amount: groups.reduce((sum, { count }) => sum + count, 0) }],
});
