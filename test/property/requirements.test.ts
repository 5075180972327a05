import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Requirement } from '../../gateway/shared/approval.ts';
import { fulfilmentOf, isMet, mergedRequirements } from '../../gateway/shared/requirements.ts';

const GROUPS = ['a', 'b', 'c', 'd'] as const;
const requirement = fc.record({ group: fc.constantFrom(...GROUPS), count: fc.integer({ min: 1, max: 3 }) });
const requirements = fc.uniqueArray(requirement, { selector: ({ group }) => group, maxLength: 3 });
const votes = fc
  .array(fc.subarray([...GROUPS, 'other']), { maxLength: 6 })
  .map((all) => all.map((groups, index) => ({ person: `p${index}`, groups })));

type Voter = { readonly person: string; readonly groups: readonly string[] };

/** Every way in which each voter stands for one of their groups, or for none: does one of them give enough to all? */
function bruteForce(demanded: readonly Requirement[], voters: readonly Voter[]): boolean {
  const [voter, ...others] = voters;
  if (voter === undefined) return demanded.every(({ count }) => count <= 0);
  const standsFor = (group: string | null) =>
    demanded.map((each) => (each.group === group ? { ...each, count: each.count - 1 } : each));
  return [null, ...voter.groups].some((group) => bruteForce(standsFor(group), others));
}

it('is met exactly where some way to deal votes out gives every group enough', () => {
  const seen = { met: 0, not: 0 };
  fc.assert(
    fc.property(requirements, votes, (demanded, voters) => {
      const met = bruteForce(demanded, voters);
      expect(isMet(demanded, voters)).toBe(met);
      seen[met ? 'met' : 'not'] += 1;
    }),
    { numRuns: 1_000 },
  );
  expect(Math.min(seen.met, seen.not)).toBeGreaterThan(100);
});

it('counts nobody twice, nobody for a group of others, and nobody beyond what it takes', () => {
  fc.assert(
    fc.property(requirements, votes, (demanded, voters) => {
      const fulfilled = fulfilmentOf(demanded, voters);
      expect(fulfilled.map(({ group, count }) => ({ group, count }))).toEqual(demanded);
      const counted = fulfilled.flatMap(({ approvedBy }) => approvedBy);
      expect(new Set(counted).size).toBe(counted.length);
      for (const { group, count, approvedBy } of fulfilled) {
        expect(approvedBy.length).toBeLessThanOrEqual(count);
        for (const person of approvedBy) {
          expect(voters.find((each) => each.person === person)?.groups).toContain(group);
        }
      }
    }),
  );
});

it('loses nothing by one more vote, and depends on no order', () => {
  fc.assert(
    fc.property(requirements, votes, fc.subarray([...GROUPS]), (demanded, voters, groups) => {
      const one = isMet(demanded, voters);
      expect(isMet(demanded, voters.toReversed())).toBe(one);
      if (one) expect(isMet(demanded, [...voters, { person: 'late', groups }])).toBe(true);
    }),
  );
});

it('meets every single one of those that were merged', () => {
  fc.assert(
    fc.property(fc.array(requirement, { maxLength: 5 }), votes, (all, voters) => {
      const merged = mergedRequirements(all);
      fc.pre(isMet(merged, voters));
      for (const each of all) expect(bruteForce([each], voters)).toBe(true);
      // And asks for nobody whom none of them asks for.
      for (const each of merged) expect(all).toContainEqual(each);
    }),
  );
});
