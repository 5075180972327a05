import { subjectMembers, withRuleParams } from './binding.ts';
import { mapping } from './mapping.ts';

const text = { type: 'string', minLength: 1 };
const named = (format: string, description: string) => ({ type: 'string', format, description });

const bound = withRuleParams(
  mapping({
    required: { rule: named('rule', 'A rule that the job must keep to all the same.') },
    optional: {
      params: { type: 'object', default: {}, description: 'How far the waiver goes, as the rule takes it.' },
    },
  }),
);

const waiver = mapping({
  required: {
    waiver: named('id', 'Its id. Uses are counted under it for ever: a new waiver wants a new id.'),
    policy: named('id', 'The policy that it relaxes.'),
    rule: named('rule', 'The rule of that policy that it lifts.'),
    for: {
      ...mapping({ required: {}, optional: subjectMembers }),
      minProperties: 1,
      description: 'Whom it is for. All that is given must hold; within a list, one is enough.',
    },
    within: {
      type: 'array',
      minItems: 1,
      items: bound,
      description: 'What a job must keep to all the same: one that does not is refused as if there were no waiver.',
    },
    owner: named('email', 'Who answers for it.'),
    reason: { ...text, description: 'Why.' },
    ticket: { ...text, description: 'Where it was agreed: an address or a number.' },
    expires: named('time', 'When it is over, such as 2026-12-04T17:00:00Z.'),
    maxUses: {
      type: 'integer',
      minimum: 1,
      maximum: 100_000,
      description: 'How many jobs may be admitted by it.',
    },
  },
  optional: {
    binding: named(
      'id',
      'The name of the one binding that it lifts; left out: every binding of the rule in the policy.',
    ),
  },
});

/** JSON Schema of waivers.yaml. */
export const WAIVERS_SCHEMA = mapping({
  required: { waivers: { type: 'array', items: waiver, description: 'Exceptions that people agreed to.' } },
});
