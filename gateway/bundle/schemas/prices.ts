import type { JsonObject } from '../../shared/json.ts';
import { mapping } from './mapping.ts';

const hourly = (description: string): JsonObject => ({
  type: 'object',
  description,
  minProperties: 1,
  propertyNames: { format: 'region' },
  additionalProperties: {
    type: 'object',
    minProperties: 1,
    propertyNames: { format: 'instance-type' },
    additionalProperties: { type: 'number', exclusiveMinimum: 0, maximum: 10_000 },
  },
});

/** JSON Schema of prices.yaml. */
export const PRICES_SCHEMA = mapping({
  required: {
    date: {
      type: 'string',
      format: 'day',
      description: 'The day on which the prices were looked up, such as 2026-11-20.',
    },
    usdPerHour: hourly('USD for one instance-hour of SageMaker training, by region and instance type.'),
    usdPerGbMonth: {
      type: 'object',
      description: 'USD for a GB of training storage volume in a month, by region; 0 where you pay none.',
      minProperties: 1,
      propertyNames: { format: 'region' },
      additionalProperties: { type: 'number', minimum: 0, maximum: 100 },
    },
  },
  optional: {
    basis: {
      type: 'string',
      format: 'price-basis',
      description: '`list`: AWS’s list prices (the default); `agreed`: what you agreed with AWS.',
    },
    warmPoolUsdPerHour: hourly(
      'USD for one instance-hour in a warm pool; where there is none, that of an instance that runs.',
    ),
    spotUsdPerHour: hourly(
      'What spot capacity lately cost, USD for one instance-hour: told beside the most that a job may cost, and never a bound.',
    ),
  },
});
