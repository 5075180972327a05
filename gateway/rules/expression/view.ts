import { familyOf, instanceFacts } from '../../shared/instance-types.ts';
import { type InstanceGroup, mostOf, type Workload } from '../../shared/workload.ts';
import type { Subject } from '../rule.ts';
import type { Scope } from './compile.ts';
import type { Value } from './value.ts';

/** What an expression may name, in the order of a frame's slots. `item` and `index` are there where there is an `each`. */
export const VARIABLES = ['workload', 'principal', 'team', 'site', 'request'] as const;
export const ITEM_VARIABLES = ['item', 'index'] as const;

const scopeOf = (names: readonly string[]): Scope => Object.fromEntries(names.map((name, slot) => [name, slot]));
export const SCOPE = scopeOf(VARIABLES);
export const ITEM_SCOPE = scopeOf([...VARIABLES, ...ITEM_VARIABLES]);

/**
 * The subject as values by slot. It is seen as it is, which costs nothing; only what is known of instance types is added to
 * its groups. The casts are sound because all of it is plain JSON, and its numbers are whole (schema.json).
 */
export function slotsOf(subject: Subject): Value[] {
  const { principal, team, site, request } = subject;
  return [viewOf(subject.workload), principal, team, site, request, null, null] as unknown as Value[];
}

const views = new WeakMap<Workload, object>();

/** Made once for all expressions that judge a workload. */
function viewOf(workload: Workload): object {
  const known = views.get(workload);
  if (known !== undefined) return known;
  const view = { ...workload, groups: workload.groups.map(withFacts), ...totalsOf(workload.groups) };
  views.set(workload, view);
  return view;
}

const withFacts = (group: InstanceGroup) => ({ ...group, ...factsOf(group.type) });

/** Each worked out once: a request that was validated names one of two hundred types. */
const facts = new Map<string, object>();

function factsOf(type: string): object {
  const known = facts.get(type);
  if (known !== undefined) return known;
  const found = instanceFacts(type);
  const made = { family: familyOf(type), ...(found ?? { gpus: null, accelerators: null, localStorage: null }) };
  // What nobody knows could be anything, and never ends.
  if (found !== undefined) facts.set(type, made);
  return made;
}

const totalsOf = (groups: readonly InstanceGroup[]) => ({
  totalInstances: mostOf(groups, ({ count }) => count),
  totalGpus: mostOf(groups, ({ type, count }) => count * (instanceFacts(type)?.gpus ?? 0)),
});
