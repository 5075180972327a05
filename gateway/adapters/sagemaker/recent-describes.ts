import type { Relay, Relayed } from '../../flows/ports.ts';
import type { Clock } from '../../shared/clock.ts';
import type { JobRecord } from '../../shared/job.ts';
import { recent } from '../../shared/recent.ts';

/** SDKs that wait ask every 5 to 30 seconds; several that wait for one job cost SageMaker one call. */
const DESCRIBE_FRESH_MS = 3_000;
const MOST = 500;

/**
 * A relay for a record's job that answers a Describe from what SageMaker said a moment ago, unless the record has changed
 * since: whoever stops a job, or sees an event of it recorded, sees what SageMaker says after that.
 */
export function recentDescribes(relay: Relay, clock: Clock): (record: JobRecord) => Relay {
  const described = recent<Relayed>({ clock, freshMs: DESCRIBE_FRESH_MS, most: MOST });
  return (record) => ({
    send: async (operation, request) => {
      const key = `${record.admissionId} ${record.history.length} ${record.upstream?.lastModifiedAt ?? 0}`;
      try {
        return await described(key, () => relay.send(operation, request).then(orThrow));
      } catch (cause) {
        return { kind: 'unknown', cause };
      }
    },
  });
}

/** No answer is not held. */
function orThrow(relayed: Relayed): Relayed {
  if (relayed.kind === 'unknown') throw relayed.cause;
  return relayed;
}
