import type { Bundle } from '../../../gateway/bundle/open.ts';

/** People whom neither bundle tells apart: one of them is tried for all. */
export interface Kind {
  readonly person: string;
  readonly people: readonly string[];
}

/** The people of both organisations, by kind, in the order of the newer one. */
export function kindsOf(before: Bundle, after: Bundle): readonly Kind[] {
  const named = namesIn([before, after]);
  const old = new Map(before.organization.people.map((each) => [each.id, each]));
  const both = after.organization.people.filter(({ id }) => old.has(id));
  const groups = Map.groupBy(both, (each) => {
    const facts = [each, old.get(each.id)].map((one) => [one?.team, one?.groups.toSorted(), one?.roles.toSorted()]);
    return JSON.stringify([facts, named(each.id) ? each.id : null]);
  });
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    return first ? [{ person: first.id, people: some.map(({ id }) => id) }] : [];
  });
}

/** Whether anything but the list of people speaks of somebody. */
function namesIn(bundles: readonly Bundle[]): (person: string) => boolean {
  const text = JSON.stringify(bundles.map(({ policies, quotas, waivers }) => [policies, quotas, waivers]));
  return (person) => text.includes(person);
}
