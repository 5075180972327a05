import type { JsonObject } from '../../../shared/json.ts';
import { DEFAULT_SECONDS, MOST_SECONDS, type QuotaParameter } from '../quota-query.ts';
import { ref } from './schema.ts';

const PARAMETERS: Readonly<Record<QuotaParameter, { readonly description: string; readonly schema: JsonObject }>> = {
  instanceType: {
    description: 'The type of the largest job; every type with a price where this is left out.',
    schema: ref('TrainingInstanceType'),
  },
  seconds: {
    description: 'How long the largest job may run.',
    schema: { type: 'integer', minimum: 1, maximum: MOST_SECONDS, default: DEFAULT_SECONDS },
  },
};

/** The query parameters of quotas, as gateway/adapters/http/quota-query.ts reads them. */
export const QUOTA_QUERY: readonly JsonObject[] = Object.entries(PARAMETERS).map(([name, parameter]) => ({
  name,
  in: 'query',
  ...parameter,
}));
