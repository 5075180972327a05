import { JOB_STATES } from '../../../shared/job.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { DEFAULT_LIMIT, MAX_LIMIT, type QueryParameter } from '../job-query.ts';
import { ref, TEXT } from './schema.ts';

const PARAMETERS: Readonly<Record<QueryParameter, { readonly description: string; readonly schema: JsonObject }>> = {
  state: { description: `Jobs in this state: ${JOB_STATES.join(', ')}.`, schema: ref('JobState') },
  team: { description: 'Jobs of this team, among those that the caller may see.', schema: TEXT },
  limit: {
    description: 'How many at most.',
    schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
  },
  next: {
    description: '`next` of the page before, the other parameters unchanged.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]+$' },
  },
};

/** Of a list that has nothing but pages. */
export const PAGE_QUERY: readonly JsonObject[] = (['limit', 'next'] as const).map((name) => ({
  name,
  in: 'query',
  ...PARAMETERS[name],
}));

/** The query parameters of a list of jobs, as gateway/adapters/http/job-query.ts reads them. */
export const JOB_QUERY: readonly JsonObject[] = Object.entries(PARAMETERS).map(([name, parameter]) => ({
  name,
  in: 'query',
  ...parameter,
}));
