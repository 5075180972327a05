import { RULES } from '../../rules/index.ts';
import type { Rule } from '../../rules/rule.ts';
import { listOf, mapping } from './mapping.ts';

const named = (format: string) => ({ type: 'string', format });

const match = {
  ...mapping({
    required: {},
    optional: {
      teams: listOf(named('team'), 1),
      people: listOf(named('person'), 1),
      groups: listOf(named('group'), 1),
      tags: { type: 'object', minProperties: 1, additionalProperties: listOf({ type: 'string' }, 1) },
    },
  }),
  minProperties: 1,
};

const members = mapping({
  required: { rule: named('rule'), enforcement: named('enforcement') },
  optional: { match, except: match, params: { type: 'object', default: {} } },
});

/** In this order: params that are left out are `{}` before the rule's own schema sees them. */
const binding = { type: 'object', allOf: [members, ...RULES.map(paramsOf)] };

function paramsOf({ id, params }: Rule) {
  return {
    if: { type: 'object', properties: { rule: { const: id } }, required: ['rule'] },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
    then: { type: 'object', properties: { params } },
  };
}

/** JSON Schema of a policy's file. */
export const POLICY_SCHEMA = mapping({
  required: {
    policy: named('id'),
    description: { type: 'string', minLength: 1 },
    owner: named('email'),
    bindings: { type: 'array', minItems: 1, items: binding },
  },
  optional: { link: named('link') },
});
