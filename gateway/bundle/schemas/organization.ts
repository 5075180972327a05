import { listOf, mapping } from './mapping.ts';

const text = { type: 'string', minLength: 1 };

const account = mapping({
  required: {
    id: { type: 'string', format: 'account-id' },
    regions: listOf({ type: 'string', format: 'region-name' }, 1),
  },
});

const team = mapping({
  required: { id: { type: 'string', format: 'id' }, department: text },
  optional: {
    trainingRoles: { ...listOf({ type: 'string', format: 'role-arn' }), default: [] },
    values: {
      type: 'object',
      propertyNames: { format: 'values-key' },
      additionalProperties: listOf({ type: 'string', minLength: 1, format: 'value' }),
      default: {},
    },
  },
});

const person = mapping({
  required: { id: { type: 'string', format: 'email' }, name: text, team: { type: 'string', format: 'team' } },
  optional: { roles: { ...listOf(text), default: [] }, groups: { ...listOf(text), default: [] } },
});

const principal = mapping({
  required: { arn: { type: 'string', format: 'principal-arn' } },
  optional: { person: { type: 'string', format: 'person' }, sessionNameIsPerson: { type: 'boolean', const: true } },
});

/** JSON Schema of organization.yaml. */
export const ORGANIZATION_SCHEMA = mapping({
  required: {
    name: text,
    accounts: { type: 'array', minItems: 1, items: account },
    teams: { type: 'array', minItems: 1, items: team },
    people: { type: 'array', minItems: 1, items: person },
    principals: { type: 'array', items: principal },
  },
});
