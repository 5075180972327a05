import { mapping } from './mapping.ts';

/** More than any account has, and far below where a sum of amounts would lose precision. */
const HIGHEST_LIMIT = 1_000_000_000;

/** JSON Schema of quotas.yaml. */
export const QUOTAS_SCHEMA = mapping({
  required: {
    quotas: {
      type: 'array',
      description: 'Limits on what runs at the same time; an empty list sets none.',
      items: mapping({
        required: {
          scope: {
            type: 'string',
            format: 'scope',
            description:
              'Whose limits: `org`, `team:vision`, `person:ada@example.com`; `team:*` and `person:*` are those without limits of their own.',
          },
          limits: {
            type: 'object',
            description: 'The most at the same time, by what is counted; what is not named is unlimited.',
            minProperties: 1,
            propertyNames: { format: 'dimension' },
            additionalProperties: { type: 'integer', minimum: 0, maximum: HIGHEST_LIMIT },
          },
        },
      }),
    },
  },
});
