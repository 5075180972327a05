import type { Relay, Relayed } from '../../flows/ports.ts';
import type { Clock } from '../../shared/clock.ts';
import type { JobRecord } from '../../shared/job.ts';
import { recent } from '../../shared/recent.ts';

/** SDKs that wait ask every 5 to 30 seconds; several that wait for one job cost SageMaker one call. */
const DESCRIBE_FRESH_MS = 3_000;
const MOST = 500;

/**
 * A relay for a record's job that answers a Describe from what SageMaker said a moment ago, unless an event or a stop was
 * recorded since. What changes the job and not the record, such as an update, shows after that moment. A refusal, such as
 * a throttle, is not held.
 */
export function recentDescribes(relay: Relay, clock: Clock): (record: JobRecord) => Relay {
  const described = recent<Relayed>({ clock, freshMs: DESCRIBE_FRESH_MS, most: MOST });
  return (record) => ({
    send: (operation, request) => {
      const key = `${record.admissionId} ${record.history.length} ${record.upstream?.lastModifiedAt ?? 0}`;
      return described(key, () => relay.send(operation, request).then(onlyAnswers)).catch(relayedIn);
    },
  });
}

/** Carries what is not to be held past what holds. */
class NotAnswered extends Error {
  readonly relayed: Relayed;

  constructor(relayed: Relayed) {
    super('SageMaker did not describe the job');
    this.relayed = relayed;
  }
}

function onlyAnswers(relayed: Relayed): Relayed {
  if (relayed.kind !== 'answered') throw new NotAnswered(relayed);
  return relayed;
}

const relayedIn = (cause: unknown): Relayed =>
  cause instanceof NotAnswered ? cause.relayed : { kind: 'unknown', cause };
