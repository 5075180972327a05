import { defineConsumed } from '../dimension.ts';

/** What instances, their volumes and warm pools cost. */
export const usd = defineConsumed({
  id: 'usdMicros',
  rateOf: ({ usdMicrosPerHour: running, keptUsdMicrosPerHour: kept }) =>
    running === null || kept === null ? null : { running, kept },
});
