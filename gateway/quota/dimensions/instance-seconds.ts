import { defineConsumed } from '../dimension.ts';

/** Instances by the second, those of a warm pool included. */
export const instanceSeconds = defineConsumed({
  id: 'instanceSeconds',
  rateOf: () => ({ running: 3_600, kept: 3_600 }),
});
