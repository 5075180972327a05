import { APPROVALS_SCHEMA } from './approvals.ts';
import { MATCH_SCHEMA, withRuleParams } from './binding.ts';
import { mapping } from './mapping.ts';

const named = (format: string, description: string) => ({ type: 'string', format, description });

const binding = withRuleParams(
  mapping({
    required: {
      rule: named('rule', 'What is demanded.'),
      enforcement: named(
        'enforcement',
        'What happens on a violation: deny refuses, hold asks people, warn tells, audit only records.',
      ),
    },
    optional: {
      match: { ...MATCH_SCHEMA, description: 'Whom it is for; everyone where this is left out.' },
      except: { ...MATCH_SCHEMA, description: 'Whom it is not for.' },
      name: named(
        'id',
        'By which a waiver may mean this binding alone, where the policy binds the rule more than once.',
      ),
      waivable: { type: 'boolean', description: 'Whether a waiver can lift it (default: true).' },
      approvals: { ...APPROVALS_SCHEMA, description: 'Who has to approve, where the enforcement is `hold`.' },
      params: { type: 'object', default: {}, description: 'What the rule demands exactly.' },
    },
  }),
);

/** JSON Schema of a policy's file. */
export const POLICY_SCHEMA = mapping({
  required: {
    policy: named('id', 'Its id: the name of the file without `.yaml`.'),
    description: { type: 'string', minLength: 1, description: 'One sentence for the people it is for.' },
    owner: named('email', 'Who answers for it.'),
    bindings: {
      type: 'array',
      minItems: 1,
      items: binding,
      description: 'The rules that it binds, and whom each is for.',
    },
  },
  optional: { link: named('link', 'Page that explains it; shown with every refusal.') },
});
