import { defineDimension } from '../dimension.ts';

/** Jobs that live at the same time. */
export const jobs = defineDimension({
  id: 'jobs',
  measure: () => [{ dimension: 'jobs', amount: 1 }],
});
