import type { Requirement, Vote } from './approval.ts';

/** All of them together: of each group as many people as the most demanding asks for. In the order of the groups' names. */
export function mergedRequirements(requirements: readonly Requirement[]): readonly Requirement[] {
  const byGroup = Map.groupBy(requirements, ({ group }) => group);
  return [...byGroup]
    .map(([group, same]) => ({ group, count: Math.max(...same.map(({ count }) => count)) }))
    .sort((a, b) => (a.group < b.group ? -1 : 1));
}

/** A requirement with the people whose approval counts for it. */
export interface Fulfilment extends Requirement {
  readonly approvedBy: readonly string[];
}

type Voter = Pick<Vote, 'person' | 'groups'>;

/**
 * How far votes go, of requirements that are merged: each counts for one requirement, and they are dealt out so that as many as possible count.
 * INVARIANT: a person in two groups stands for one of them only, so two pairs of eyes are two people.
 */
export function fulfilmentOf(requirements: readonly Requirement[], votes: readonly Voter[]): readonly Fulfilment[] {
  const seats = requirements.flatMap(({ group, count }) => Array.from({ length: count }, () => ({ group })));
  const taken = new Map<number, Voter>();
  for (const vote of votes) seat(vote, seats, taken, new Set());
  return requirements.map((requirement) => ({
    ...requirement,
    approvedBy: [...taken]
      .filter(([index]) => seats[index]?.group === requirement.group)
      .map(([, { person }]) => person),
  }));
}

/** Seats a voter, moving others to another of their groups where that makes room (augmenting path, as in Kuhn's algorithm). */
function seat(
  voter: Voter,
  seats: readonly { readonly group: string }[],
  taken: Map<number, Voter>,
  tried: Set<number>,
): boolean {
  for (const [index, { group }] of seats.entries()) {
    if (tried.has(index) || !voter.groups.includes(group)) continue;
    tried.add(index);
    const holder = taken.get(index);
    if (holder === undefined || seat(holder, seats, taken, tried)) {
      taken.set(index, voter);
      return true;
    }
  }
  return false;
}

/** INVARIANT: nothing runs that demands an approval which this does not find. */
export const isMet = (requirements: readonly Requirement[], votes: readonly Voter[]): boolean =>
  fulfilmentOf(requirements, votes).every(({ count, approvedBy }) => approvedBy.length >= count);

/** Whether somebody of these groups is asked at all. */
export const isAsked = (requirements: readonly Requirement[], groups: readonly string[]): boolean =>
  requirements.some(({ group }) => groups.includes(group));

/** For a sentence: "1 of `finance` and 2 of `platform`". */
export const requirementsText = (requirements: readonly Requirement[]): string =>
  requirements.map(({ group, count }) => `${count} of \`${group}\``).join(' and ');
