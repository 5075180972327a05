import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fittingCounts } from '../../gateway/shared/fitting.ts';
import { type InstanceGroup, mostOf } from '../../gateway/shared/workload.ts';
import { group } from '../support/workload.ts';

const PER_TYPE: Readonly<Record<string, number>> = { a: 0, b: 1, c: 3 };
const perInstance = ({ type }: InstanceGroup): number => PER_TYPE[type] ?? 0;

const groups = fc
  .array(
    fc
      .record({
        type: fc.constantFrom('a', 'b', 'c'),
        count: fc.integer({ min: 1, max: 4 }),
        isAlternative: fc.boolean(),
        isFixed: fc.boolean(),
      })
      .map(
        ({ isFixed, ...parts }) =>
          (countPath: string) =>
            group({ ...parts, countPath: isFixed ? null : countPath }),
      ),
    { maxLength: 4 },
  )
  .map((made) => made.map((make, index) => make(`/groups/${index}/InstanceCount`)));

/** The most that is taken when the counts are as small as they can be. */
const least = (all: readonly InstanceGroup[]): number =>
  mostOf(all, (each) => perInstance(each) * (each.countPath === null ? each.count : 1));

it('shortens groups until they fit, wherever one instance of each would', () => {
  const seen = { none: 0, some: 0 };
  fc.assert(
    fc.property(groups, fc.nat(12), (all, most) => {
      const changes = fittingCounts(all, perInstance, most);
      expect(changes === null).toBe(least(all) > most);
      if (changes === null) {
        seen.none += 1;
        return;
      }
      const counts = new Map(changes.map(({ path, value }) => [path, Number(value)]));
      const after = all.map((each) => ({ ...each, count: counts.get(each.countPath ?? '') ?? each.count }));
      expect(mostOf(after, (each) => each.count * perInstance(each))).toBeLessThanOrEqual(most);
      for (const [index, each] of after.entries()) {
        expect(each.count).toBeGreaterThanOrEqual(1);
        expect(each.count).toBeLessThanOrEqual(all[index]?.count ?? 0);
      }
      const fitsAlready = mostOf(all, (each) => each.count * perInstance(each)) <= most;
      expect(changes.length === 0).toBe(fitsAlready);
      seen.some += changes.length;
    }),
    { numRuns: 1000 },
  );
  expect(Math.min(seen.none, seen.some)).toBeGreaterThan(50);
});

it('shortens alternatives that share a count together', () => {
  const shared = { isAlternative: true, count: 4, countPath: '/ResourceConfig/InstanceCount' };
  const all = [group({ ...shared, type: 'b' }), group({ ...shared, type: 'c' })];
  expect(fittingCounts(all, perInstance, 7)).toEqual([{ path: '/ResourceConfig/InstanceCount', value: 2 }]);
});
