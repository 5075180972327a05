import middy from '@middy/core';
import { followUp } from '../gateway/flows/follow-up.ts';
import { reconcile } from '../gateway/flows/reconcile.ts';
import { bookkeeping, followingUp } from './compose.ts';

/**
 * Time that is left for the last records of a round: calls of SageMaker that all run into their timeouts (21 s), and
 * writes. A record that is cut off all the same is leased or still due, and comes again.
 */
const SPARE_MS = 30_000;
const AT_ONCE = 8;

/** Each minute: finds out what became of the records whose check is due. */
export const handler = middy().handler(async (_event, context) => {
  const { ports, quotas } = await bookkeeping();
  const mayGoOn = () => context.getRemainingTimeInMillis() > SPARE_MS;
  const report = await reconcile(ports, quotas, {
    mayGoOn,
    atOnce: AT_ONCE,
    followUp: async (admissionId, occasion) => followUp(await followingUp(), admissionId, occasion),
  });
  if (report.checked > 0) ports.log.info('reconciled', { ...report });
  return report;
});
