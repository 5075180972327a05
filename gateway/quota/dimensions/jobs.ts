import { defineHeld } from '../dimension.ts';

/** Jobs that live at the same time. */
export const jobs = defineHeld({
  id: 'jobs',
  measure: () => [{ dimension: 'jobs', amount: 1 }],
});
