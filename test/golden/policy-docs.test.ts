import { expect, it } from '@jest/globals';
import { policyDocs } from '../../cli/policies/docs.ts';
import { openPolicies } from '../../cli/policies/open-policies.ts';

/** What people read of the policies. A changed word is a change of behaviour: look at it, then `npm test -- -u`. */
it('the policies of the sample organisation', async () => {
  const text = policyDocs(await openPolicies('policies'), Date.parse('2026-11-20T09:00:00Z'));
  // The version changes with every policy, and is no word of this page's.
  expect(text.replace(/`[0-9a-f]{12}`/, '`VERSION`')).toMatchSnapshot();
});
