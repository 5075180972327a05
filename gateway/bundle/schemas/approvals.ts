import type { JsonObject } from '../../shared/json.ts';
import { mapping } from './mapping.ts';

/** More people have to agree to nothing. */
const MOST_APPROVERS = 10;

/** JSON Schema of so many people of a group. */
export const REQUIREMENT_SCHEMA = mapping({
  required: {
    group: { type: 'string', format: 'group', description: 'A group, as organization.yaml gives it to people.' },
  },
  optional: {
    count: {
      type: 'integer',
      minimum: 1,
      maximum: MOST_APPROVERS,
      default: 1,
      description: 'How many people of it; 1 where nothing is said.',
    },
  },
});

/** JSON Schema of who has to approve: people of every group in the list. */
export const APPROVALS_SCHEMA: JsonObject = { type: 'array', items: REQUIREMENT_SCHEMA, minItems: 1, maxItems: 8 };
