import type { JsonObject } from '../../shared/json.ts';
import { REQUIREMENT_SCHEMA } from './approvals.ts';
import { mapping } from './mapping.ts';

const text = (description: string) => ({ type: 'string', minLength: 1, description });
const named = (format: string, description: string) => ({ type: 'string', format, description });

/** Values by the JSON Pointer of where they are. */
const values = (description: string, type: string | readonly string[] = 'object'): JsonObject => ({
  type,
  minProperties: 1,
  propertyNames: { format: 'pointer' },
  additionalProperties: { description: 'The value there; null: there is none.' },
  description,
});

const change = mapping({
  required: {
    path: named('pointer', 'JSON Pointer of the member, such as /ResourceConfig/InstanceCount; /Tags/- appends.'),
    value: { description: 'What it is to be; null takes it out.' },
  },
});

const violation = {
  ...mapping({
    required: { policy: text('Id of the policy that objects; quotas for a limit of quotas.yaml.') },
    optional: {
      rule: text('The rule that found it.'),
      path: { type: 'string', description: 'JSON Pointer of what it is about, in the completed request.' },
      enforcement: named('enforcement', 'What it does: deny, hold, warn or audit.'),
      message: text('Words that are in its message.'),
      observed: { description: 'What the rule saw.' },
      limit: { description: 'What it allows.' },
      waiver: { type: ['string', 'null'], description: 'Id of the waiver that lifts it; null: none does.' },
    },
  }),
  description: 'A violation. What is left out of it is not looked at.',
};

const expectation = mapping({
  required: {},
  optional: {
    verdict: named('verdict', 'allow, hold or deny.'),
    approvals: {
      type: 'array',
      items: REQUIREMENT_SCHEMA,
      description: 'Who has to approve, all of them; an empty list: nobody.',
    },
    violations: {
      type: 'array',
      items: violation,
      description: 'All violations, in any order: one that is not listed fails the case. Left out: not looked at.',
    },
    completed: values('Values in the request as the gateway completes it.'),
    corrected: values('Values in the request that would pass; null: none is known.', ['object', 'null']),
    invalid: text('Words of the refusal of a request that cannot be judged, instead of all other members.'),
  },
});

const policyCase = mapping({
  required: {
    name: text('What it shows, in a few words. No two cases of a file have one name.'),
    as: named('person', 'Who sends the request.'),
    request: {
      type: ['string', 'object'],
      minLength: 1,
      description: 'The request: a file, by its path from this one, or the request itself.',
    },
    expect: { ...expectation, description: 'What is to come of it: verdict, or invalid.' },
  },
  optional: {
    changes: {
      type: 'array',
      items: { ...change, description: 'One member that is different.' },
      description: 'What is different from the request, one after another.',
    },
    at: named('time', 'When it is sent, such as 2026-12-04T17:00:00Z (default: now). Waivers expire.'),
  },
});

/** JSON Schema of a file of cases. */
export const CASES_SCHEMA = mapping({
  required: {
    cases: {
      type: 'array',
      minItems: 1,
      items: { ...policyCase, description: 'A request, and what is to come of it.' },
      description: 'Requests, each with what the policies are to make of it.',
    },
  },
});
