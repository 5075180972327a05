import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../gateway/shared/json.ts';
import { bundleOf, judged, principalIn } from '../support/judging.ts';
import { validRequests } from '../support/requests.ts';
import { thirteenPolicies } from '../support/thirteen.ts';

const CATALOGUE = bundleOf(thirteenPolicies('catalogue'));
const CEL = bundleOf(thirteenPolicies('cel'));
const PEOPLE = ['ada@example.com', 'chen@example.com', 'emil@example.com'];

/** What callers are told, but for the rule's name. The built-in policy binds execution-role where no file does. */
const toldOf = (bundle: typeof CEL, person: string, request: JsonObject) =>
  judged(bundle, principalIn(bundle, person), request)
    .found.filter(({ policy }) => policy !== 'built-in')
    .map(({ policy, path, message, observed, limit, remedy }) => ({ policy, path, message, observed, limit, remedy }));

it('thirteen policies say the same in CEL as by the rules that there are, and each says it', () => {
  const fired = new Set<string>();
  fc.assert(
    fc.property(validRequests, fc.constantFrom(...PEOPLE), (request, person) => {
      const told = toldOf(CATALOGUE, person, request);
      expect(toldOf(CEL, person, request)).toEqual(told);
      for (const { policy } of told) fired.add(policy);
    }),
    { numRuns: 2000 },
  );
  expect([...fired].sort()).toEqual(CATALOGUE.policies.map(({ policy }) => policy));
  expect(fired.size).toBe(13);
});
