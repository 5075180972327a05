import middy from '@middy/core';
import { reconcile } from '../gateway/flows/reconcile.ts';
import { gateway } from './compose.ts';

/** Time that is left for the last records of a round: at most a create, a look and a stop (15 s), and three writes (12 s). */
const SPARE_MS = 30_000;

/** Each minute: finds out what became of the records whose check is due. */
export const handler = middy().handler(async (_event, context) => {
  const { ports } = await gateway();
  const report = await reconcile(ports, () => context.getRemainingTimeInMillis() > SPARE_MS);
  if (report.checked > 0) ports.log.info('reconciled', { ...report });
  return report;
});
