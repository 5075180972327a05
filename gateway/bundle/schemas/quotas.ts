import { PERIODS, type Period } from '../../quota/calendar.ts';
import type { JsonObject } from '../../shared/json.ts';
import { APPROVALS_SCHEMA } from './approvals.ts';
import { listOf, mapping } from './mapping.ts';

/** Whose approval lets a job pass. */
const APPROVERS = { ...APPROVALS_SCHEMA, description: 'Who has to approve.' };

/** More than any account has, and far below where a sum of amounts would lose precision. */
const HIGHEST_LIMIT = 1_000_000_000;

const amount = (description: string): JsonObject => ({
  type: 'number',
  minimum: 0,
  maximum: HIGHEST_LIMIT,
  description,
});

const PERIODS_IN_WORDS: Readonly<Record<Period, string>> = {
  day: 'a day, from midnight to midnight',
  week: 'a week, from Monday to Sunday',
  month: 'a month',
  quarter: 'three months, from January, April, July or October',
  year: 'a year, from January',
};

const budget = {
  ...mapping({
    required: {},
    optional: {
      usd: amount(
        'US dollars, by the prices of prices.yaml: reserved when a job is admitted, settled when it has ended.',
      ),
      gpuHours: amount('GPUs times hours.'),
      instanceHours: amount('Instances times hours.'),
    },
  }),
  minProperties: 1,
};

const scope = {
  type: 'string',
  format: 'scope',
  description:
    'Whose limits: `org`, `department:research`, `team:vision`, `person:ada@example.com`, `tag:Project=atlas`; `department:*`, `team:*`, `person:*` and `tag:Project=*` are those without limits of their own.',
};

const limits = {
  limits: {
    type: 'object',
    description: 'The most at the same time, by what is counted; what is not named is unlimited.',
    minProperties: 1,
    propertyNames: { format: 'dimension' },
    additionalProperties: { type: 'integer', minimum: 0, maximum: HIGHEST_LIMIT },
  },
  budgets: {
    type: 'object',
    description: 'The most that is used up in a day, week, month, quarter or year of the calendar.',
    properties: Object.fromEntries(
      PERIODS.map((period) => [period, { ...budget, description: `The most in ${PERIODS_IN_WORDS[period]}.` }]),
    ),
    additionalProperties: false,
    minProperties: 1,
  },
};

/** JSON Schema of quotas.yaml. */
export const QUOTAS_SCHEMA = mapping({
  required: {
    quotas: {
      type: 'array',
      description: 'Limits on what runs at the same time, and budgets; an empty list sets none.',
      items: mapping({
        required: { scope },
        optional: {
          ...limits,
          overLimit: {
            ...mapping({ required: { approvals: APPROVERS } }),
            description:
              'A job that goes beyond a limit here is not refused: it runs once these people have approved it.',
          },
          overrun: {
            type: 'string',
            format: 'overrun',
            description:
              'What happens with a running job whose cost goes beyond what was reserved for it, or beyond a budget here: `warn` (the default), or `stop`.',
          },
        },
      }),
    },
  },
  optional: {
    timeZone: {
      type: 'string',
      format: 'time-zone',
      description: 'Of the calendar of budgets, such as `Europe/Dublin`; UTC where nothing is said.',
    },
    tags: {
      ...listOf({ type: 'string', format: 'counted-tag' }),
      description: 'Keys of tags by whose values jobs are counted, beside those that limits name.',
    },
    unpriced: {
      type: ['string', 'object'],
      format: 'unpriced',
      properties: { approvals: APPROVERS },
      required: ['approvals'],
      additionalProperties: false,
      description:
        'What becomes of a job whose price is not known where a budget in USD counts: `deny`, or `approvals`, who may let it run.',
    },
    alertPercents: {
      ...listOf({ type: 'integer', minimum: 1, maximum: 100 }, 1),
      description: 'At how many percent of a budget people are told, once each: 50, 80 and 100 where nothing is said.',
    },
    raises: {
      type: 'array',
      description: 'Higher limits for some time. They lower none.',
      items: mapping({
        required: {
          scope,
          until: {
            type: 'string',
            format: 'time',
            description: 'From this moment on the limits of before count again.',
          },
          reason: { type: 'string', minLength: 1, description: 'Why, for who reads it later.' },
        },
        optional: {
          ...limits,
          from: {
            type: 'string',
            format: 'time',
            description: 'Not before this moment; at once where nothing is said.',
          },
        },
      }),
    },
  },
});
