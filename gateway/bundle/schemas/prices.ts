import { mapping } from './mapping.ts';

/** JSON Schema of prices.yaml. */
export const PRICES_SCHEMA = mapping({
  required: {
    date: {
      type: 'string',
      format: 'day',
      description: 'The day on which the prices were looked up, such as 2026-11-20.',
    },
    usdPerHour: {
      type: 'object',
      description: 'USD for one instance-hour of SageMaker training, by region and instance type.',
      minProperties: 1,
      propertyNames: { format: 'region' },
      additionalProperties: {
        type: 'object',
        minProperties: 1,
        propertyNames: { format: 'instance-type' },
        additionalProperties: { type: 'number', exclusiveMinimum: 0, maximum: 10_000 },
      },
    },
  },
});
