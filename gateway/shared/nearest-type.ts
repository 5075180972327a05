import { familyOf, INSTANCE_TYPES, instanceFacts } from './instance-types.ts';

/**
 * The type most like another of those that qualify: first by its number of GPUs and Trainium devices, then by family,
 * local storage and size; of equals the newest. undefined: none qualifies.
 */
export function nearestType(type: string, qualifies: (candidate: string) => boolean): string | undefined {
  const [nearest] = INSTANCE_TYPES.filter(qualifies)
    .map((candidate) => ({ candidate, distance: distanceBetween(type, candidate) }))
    .reverse()
    .sort((a, b) => compare(a.distance, b.distance));
  return nearest?.candidate;
}

function distanceBetween(wanted: string, candidate: string): readonly number[] {
  const [a, b] = [instanceFacts(wanted), instanceFacts(candidate)];
  if (!a || !b) return [Number.POSITIVE_INFINITY];
  return [
    Math.abs(a.gpus - b.gpus) + Math.abs(a.accelerators - b.accelerators),
    Number(familyOf(wanted) !== familyOf(candidate)),
    Number(a.localStorage !== b.localStorage),
    Math.abs(sizeOf(wanted) - sizeOf(candidate)),
  ];
}

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
