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
 * Smaller counts with which the groups have no more than `most` of something, each instance having `perInstance`. Those
 * that have most of it are brought down together, never below one instance; null where that is not enough.
 */
export function fittingCounts(
  groups: readonly InstanceGroup[],
  perInstance: (group: InstanceGroup) => number,
  most: number,
): readonly Change[] | null {
  const amountOf = (group: InstanceGroup) => group.count * perInstance(group);
  let fitting = groups;
  for (let excess = mostOf(fitting, amountOf) - most; excess > 0; excess = mostOf(fitting, amountOf) - most) {
    const lowered = lowerTop(fitting, perInstance, excess);
    if (lowered === null) return null;
    fitting = lowered;
  }
  const changes = fitting.flatMap(({ countPath, count }, index) =>
    countPath === null || count === groups[index]?.count
      ? []
      : [[countPath, { path: countPath, value: count }] as const],
  );
  return [...new Map(changes).values()];
}

/**
 * The groups with the largest of those that can be shortened brought down to the next level, or by their share of the
 * excess where that is less; null where none can be. Each call lowers some, so that few of them suffice.
 */
function lowerTop(
  groups: readonly InstanceGroup[],
  perInstance: (group: InstanceGroup) => number,
  excess: number,
): readonly InstanceGroup[] | null {
  const amountOf = (group: InstanceGroup) => group.count * perInstance(group);
  const canShorten = (group: InstanceGroup) => group.countPath !== null && group.count > 1 && perInstance(group) > 0;
  const levels = groups.filter(canShorten).map(amountOf);
  const top = Math.max(0, ...levels);
  if (top === 0) return null;
  const tops = groups.filter((group) => canShorten(group) && amountOf(group) === top);
  const next = Math.max(0, ...levels.filter((level) => level < top));
  const share = Math.ceil(excess / tops.filter(({ isAlternative }, i) => !isAlternative || i === 0).length);
  const level = Math.max(next, top - share);
  const counts = new Map(tops.map((group) => [group.countPath, Math.max(1, Math.floor(level / perInstance(group)))]));
  // Alternatives may share one count.
  return groups.map((group) => ({
    ...group,
    count: Math.min(group.count, counts.get(group.countPath) ?? group.count),
  }));
}

/** As many instances of a smaller type as fit. */
function fittingType({ workload, groups, perInstance, most, isAllowed }: Fit): readonly Change[] | null {
  const [group, ...others] = groups;
  if (group === undefined || others.length > 0) return null;
  const fits = (type: string) =>
    isAllowed(type) && familyOf(type) === familyOf(group.type) && perInstance({ ...group, type }) <= most;
  const type = nearestType(group.type, fits);
  if (type === undefined) return null;
  const each = perInstance({ ...group, type });
  const count = each === 0 ? group.count : Math.min(group.count, Math.floor(most / each));
  const fewer = count < group.count && group.countPath !== null ? [{ path: group.countPath, value: count }] : [];
  return [...typeChange(workload, group, type), ...fewer];
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
