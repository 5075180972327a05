import type { AskedJob } from '../../../flows/check.ts';
import type { LargestJob, LimitedBy } from '../../../quota/largest.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { LONGEST_RUNTIME_SECONDS } from '../../../shared/workload.ts';
import type { quotaView } from '../rest.ts';
import { COUNT } from './decision-schemas.ts';
import { INSTANT, listOf, objectOf, orNull, ref, TEXT, told } from './schema.ts';

const row = objectOf<ReturnType<typeof quotaView>>({
  scope: ref('Scope'),
  dimension: ref('Dimension'),
  window: ref('Window'),
  limit: orNull(COUNT, 'null: nothing limits it.'),
  used: told(COUNT, 'Reserved and settled together.'),
  reserved: told(COUNT, 'What jobs that live hold, or may yet use up.'),
  settled: told(COUNT, 'What jobs that have ended used up.'),
  left: orNull(COUNT, 'null: nothing limits it.'),
  resetsAt: orNull(INSTANT, 'When the window ends; null for what is held now.'),
});

const largest = {
  instanceType: TEXT,
  seconds: told({ type: 'integer', minimum: 1 }, 'How long the job may run.'),
  instances: orNull(COUNT, 'The most that fit for so long; null: nothing limits them.'),
  limitedBy: orNull(ref('LimitedBy'), 'The limit that one instance more would exceed; null: none.'),
  longestSeconds: told(
    { type: 'integer', minimum: 0, maximum: LONGEST_RUNTIME_SECONDS },
    'For how long so many, or one where none fits, may run at most; 0: not at all.',
  ),
};

/** What is left, and how large a job fits in it. */
export const QUOTA_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  QuotaRow: row,
  LimitedBy: objectOf<LimitedBy>({ scope: ref('Scope'), dimension: ref('Dimension'), window: ref('Window') }),
  LargestJob: told(objectOf<LargestJob>(largest), 'By quotas alone: policies may refuse what fits.'),
  AskedJob: told(
    objectOf<AskedJob>({
      ...largest,
      asked: told(COUNT, 'How many instances the request has: `longestSeconds` is for so many.'),
    }),
    'The largest job like the request, by quotas alone.',
  ),
  QuotaList: objectOf<{ quotas: unknown; largest: unknown }>({
    quotas: listOf(ref('QuotaRow')),
    largest: told(listOf(ref('LargestJob')), 'One for each instance type, by the caller’s own scopes.'),
  }),
};
