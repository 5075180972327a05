import type { Policy, PolicyBinding } from '../../../bundle/document.ts';
import type { Match } from '../../../rules/match.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { listOf, objectOf, ref, TEXT, told } from './schema.ts';

const match = objectOf<Match>(
  {
    teams: listOf(TEXT),
    people: listOf(TEXT),
    groups: listOf(TEXT),
    tags: told({ type: 'object', additionalProperties: listOf(TEXT) }, 'Allowed values by key of the request’s tags.'),
  },
  ['teams', 'people', 'groups', 'tags'],
);

const binding = objectOf<PolicyBinding>(
  {
    rule: TEXT,
    enforcement: ref('Enforcement'),
    approvals: told(listOf(ref('Requirement')), 'Who has to approve, where the enforcement is `hold`.'),
    match: ref('Match'),
    except: ref('Match'),
    name: told(TEXT, 'By which a waiver may mean it alone.'),
    waivable: told({ type: 'boolean' }, 'Whether a waiver can lift it; it can where this is absent.'),
    params: told({ type: 'object' }, 'As the rule takes them.'),
  },
  ['approvals', 'match', 'except', 'name', 'waivable'],
);

/** The organisation's policies as they are shown. */
export const POLICY_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  Policy: objectOf<Policy>(
    {
      policy: told(TEXT, 'Its id.'),
      description: TEXT,
      owner: told(TEXT, 'Who answers for it.'),
      link: told(TEXT, 'Page that explains it.'),
      team: told(TEXT, 'The team whose own policy it is: it binds that team alone.'),
      bindings: listOf(ref('PolicyBinding')),
    },
    ['link', 'team'],
  ),
  PolicyBinding: told(binding, 'A rule with the params it gets and whom it is for.'),
  Match: told(match, 'Whom a binding is for. All that is given must hold; within a list, one is enough.'),
  PolicyList: objectOf<{ policyVersion: string; policies: unknown }>({
    policyVersion: ref('PolicyVersion'),
    policies: listOf(ref('Policy')),
  }),
};
