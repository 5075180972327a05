import { familyOf, INSTANCE_TYPES, type InstanceFacts, instanceFacts } from './instance-types.ts';

/**
 * The type most like another of those that qualify and are no more than it: with as many GPUs and Trainium devices, or
 * fewer but some. Of these by the class of the family (`m` of `ml.m5`), the family, local storage and size; of equals the
 * newest. undefined: none is like it.
 */
export function nearestType(type: string, qualifies: (candidate: string) => boolean): string | undefined {
  const wanted = instanceFacts(type);
  if (!wanted) return undefined;
  const distances = INSTANCE_TYPES.flatMap((candidate) => {
    const facts = instanceFacts(candidate);
    if (!facts || !isNoMore(facts, wanted) || !qualifies(candidate)) return [];
    return [{ candidate, distance: distanceBetween(type, wanted, candidate, facts) }];
  });
  return distances.reverse().sort((a, b) => compare(a.distance, b.distance))[0]?.candidate;
}

/** A job for GPUs needs some, and nobody is offered more than was asked for. */
const isNoMore = (candidate: InstanceFacts, wanted: InstanceFacts): boolean =>
  (['gpus', 'accelerators'] as const).every((device) => {
    return wanted[device] === 0
      ? candidate[device] === 0
      : candidate[device] > 0 && candidate[device] <= wanted[device];
  });

const distanceBetween = (wanted: string, a: InstanceFacts, candidate: string, b: InstanceFacts): readonly number[] => [
  a.gpus - b.gpus + a.accelerators - b.accelerators,
  Number(classOf(wanted) !== classOf(candidate)),
  Number(familyOf(wanted) !== familyOf(candidate)),
  Number(a.localStorage !== b.localStorage),
  Math.abs(sizeOf(wanted) - sizeOf(candidate)),
];

/** The letters that a family begins with: `m` is for general use, `c` for computing, `r` for memory, `g` and `p` for GPUs. */
const classOf = (type: string): string => /^[a-z]+/.exec(familyOf(type))?.[0] ?? '';

const SMALL_SIZES: Readonly<Record<string, number>> = { medium: 0.25, large: 0.5, xlarge: 1 };

/** In xlarges: 4 of `ml.g5.4xlarge`. */
function sizeOf(type: string): number {
  const size = type.split('.')[2] ?? '';
  return SMALL_SIZES[size] ?? Number.parseInt(size, 10);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((distance, i) => distance !== b[i]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
