import { mapping } from './mapping.ts';

/** More than any account has, and far below where a sum of amounts would lose precision. */
const HIGHEST_LIMIT = 1_000_000_000;

/** JSON Schema of quotas.yaml. */
export const QUOTAS_SCHEMA = mapping({
  required: {
    quotas: {
      type: 'array',
      items: mapping({
        required: {
          scope: { type: 'string', format: 'scope' },
          limits: {
            type: 'object',
            minProperties: 1,
            propertyNames: { format: 'dimension' },
            additionalProperties: { type: 'integer', minimum: 0, maximum: HIGHEST_LIMIT },
          },
        },
      }),
    },
  },
});
