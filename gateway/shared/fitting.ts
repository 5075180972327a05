import { familyOf, instanceFacts } from './instance-types.ts';
import type { Change } from './json-patch.ts';
import { nearestType } from './nearest-type.ts';
import { type InstanceGroup, mostOf, SERVERLESS, type Workload } from './workload.ts';

/** What some groups of a workload must have no more of than `most`, all of them together. */
export interface Fit {
  readonly workload: Workload;
  readonly groups: readonly InstanceGroup[];
  /** What one instance of the group has of it. */
  readonly perInstance: (group: InstanceGroup) => number;
  readonly most: number;
  /** Types that may take the place of others. */
  readonly isAllowed: (type: string) => boolean;
}

/** The smallest change after which it fits: fewer instances, or for a single group a smaller type of its family; else null. */
export const fittingChanges = (fit: Fit): readonly Change[] | null =>
  fittingCounts(fit.groups, fit.perInstance, fit.most) ?? fittingType(fit);

/**
 * Smaller counts with which the groups have no more than `most` of something, each instance having `perInstance`.
 * Groups are shortened where they have most of it, never below one instance; null where that is not enough.
 */
export function fittingCounts(
  groups: readonly InstanceGroup[],
  perInstance: (group: InstanceGroup) => number,
  most: number,
): readonly Change[] | null {
  const amountOf = (group: InstanceGroup) => group.count * perInstance(group);
  let fitting = groups;
  for (let excess = mostOf(fitting, amountOf) - most; excess > 0; excess = mostOf(fitting, amountOf) - most) {
    const longest = fitting
      .filter((group) => group.countPath !== null && group.count > 1 && perInstance(group) > 0)
      .sort((a, b) => amountOf(b) - amountOf(a))[0];
    if (longest === undefined) return null;
    const count = Math.max(1, longest.count - Math.ceil(excess / perInstance(longest)));
    // Alternatives may share one count.
    fitting = fitting.map((group) => (group.countPath === longest.countPath ? { ...group, count } : group));
  }
  const changes = fitting.flatMap(({ countPath, count }, index) =>
    countPath === null || count === groups[index]?.count
      ? []
      : [[countPath, { path: countPath, value: count }] as const],
  );
  return [...new Map(changes).values()];
}

/** One instance of a smaller type. */
function fittingType({ workload, groups, perInstance, most, isAllowed }: Fit): readonly Change[] | null {
  const [group, ...others] = groups;
  if (group === undefined || others.length > 0) return null;
  const fits = (type: string) =>
    isAllowed(type) && familyOf(type) === familyOf(group.type) && perInstance({ ...group, type }) <= most;
  const type = nearestType(group.type, fits);
  if (type === undefined) return null;
  const single = group.count > 1 && group.countPath !== null ? [{ path: group.countPath, value: 1 }] : [];
  return [...typeChange(workload, group, type), ...single];
}

/** Where a group's type stands. */
export const typePathOf = ({ type, path }: InstanceGroup): string =>
  type === SERVERLESS ? path : `${path}/InstanceType`;

/** Another type in a group's place; without the volume key where SageMaker takes none beside the new one's local storage. */
export function typeChange({ volumeKmsKey }: Workload, group: InstanceGroup, type: string): readonly Change[] {
  const change = { path: typePathOf(group), value: type };
  const losesKey = group.use === 'training' && volumeKmsKey.value !== null && instanceFacts(type)?.localStorage;
  return losesKey ? [change, { path: volumeKmsKey.path, value: null }] : [change];
}
