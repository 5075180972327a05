import type { JsonObject } from '../../shared/json.ts';
import { LONGEST_RUNTIME_SECONDS } from '../../shared/workload.ts';
import { listOf, mapping } from './mapping.ts';

const text = { type: 'string', minLength: 1 };
const named = (format: string) => ({ type: 'string', format });

const account = mapping({
  required: {
    id: { type: 'string', format: 'account-id' },
    regions: listOf({ type: 'string', format: 'region-name' }, 1),
  },
});

/** A list of these, or the name of a list that each team has of its own. */
const values = (format: string) => ({
  type: ['array', 'object'],
  items: named(format),
  minItems: 1,
  uniqueItems: true,
  properties: { team: named('team-values') },
  required: ['team'],
  additionalProperties: false,
});

/** One of these, or what else a mapping with one of the members says. */
const oneValue = (format: string, members: JsonObject = {}) => ({
  type: ['string', 'object'],
  format,
  properties: { team: named('team-values'), ...members },
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: false,
});

const defaults = {
  ...mapping({
    required: {},
    optional: {
      network: mapping({ required: { subnets: values('subnet-id'), securityGroups: values('security-group-id') } }),
      volumeKey: oneValue('kms-key'),
      outputKey: oneValue('kms-key'),
      trafficEncryption: { type: 'boolean' },
      networkIsolation: { type: 'boolean' },
      maxRuntimeSeconds: { type: 'integer', minimum: 1, maximum: LONGEST_RUNTIME_SECONDS },
      tags: {
        type: 'object',
        minProperties: 1,
        propertyNames: { format: 'tag-key' },
        additionalProperties: oneValue('tag-value', { caller: named('caller') }),
      },
    },
  }),
  minProperties: 1,
};

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
    defaults,
  },
});

const person = mapping({
  required: { id: { type: 'string', format: 'email' }, name: text, team: { type: 'string', format: 'team' } },
  optional: { roles: { ...listOf(named('role')), default: [] }, groups: { ...listOf(text), default: [] } },
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
  optional: {
    defaults,
    overrides: defaults,
    waiverRequest: {
      ...named('waiver-request'),
      description:
        'Where people ask for a waiver: an https address with {policy}, {rule}, {path}, {person}, {team} and {job} in it.',
    },
  },
});
