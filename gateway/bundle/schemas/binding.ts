import { RULES } from '../../rules/index.ts';
import type { Rule } from '../../rules/rule.ts';
import type { JsonObject } from '../../shared/json.ts';
import { listOf, mapping } from './mapping.ts';

const named = (format: string) => ({ type: 'string', format });

/** Members that say who somebody is. */
export const subjectMembers = {
  teams: { ...listOf(named('team'), 1), description: 'Teams, by id.' },
  people: { ...listOf(named('person'), 1), description: 'People, by e-mail address.' },
  groups: { ...listOf(named('group'), 1), description: 'Groups, as organization.yaml gives them to people.' },
};

/** JSON Schema of whom a binding is for. */
export const MATCH_SCHEMA: JsonObject = {
  ...mapping({
    required: {},
    optional: {
      ...subjectMembers,
      tags: {
        type: 'object',
        minProperties: 1,
        additionalProperties: listOf({ type: 'string' }, 1),
        description: 'Tags of the request, each with the values that hold. Callers choose their tags.',
      },
    },
  }),
  minProperties: 1,
};

/**
 * A schema of objects with `rule` and `params`, to which what each rule demands of its params is added. In this order:
 * params that are left out are `{}` before the rule's own schema sees them.
 */
export const withRuleParams = (members: JsonObject): JsonObject => ({
  type: 'object',
  allOf: [members, ...RULES.map(paramsOf)],
});

function paramsOf({ id, params }: Rule): JsonObject {
  return {
    if: { type: 'object', properties: { rule: { const: id } }, required: ['rule'] },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
    then: { type: 'object', properties: { params } },
  };
}
