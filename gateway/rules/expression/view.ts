import { familyOf, type InstanceFacts, instanceFacts } from '../../shared/instance-types.ts';
import { maskOf } from '../../shared/mask.ts';
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
  return [viewOf(subject.workload).members, principal, team, site, request, null, null] as unknown as Value[];
}

/** A workload as expressions see it. */
export interface View {
  readonly members: object;
  /** Masks values of its environment and hyperparameters in a text. */
  readonly mask: (text: string) => string;
}

const views = new WeakMap<Workload, View>();

/** Has expressions see a workload as this view of it, for who watches what they read. */
export function showAs(workload: Workload, view: View): void {
  views.set(workload, view);
}

/** Made once for all expressions that judge a workload. */
export function viewOf(workload: Workload): View {
  const before = views.get(workload);
  if (before !== undefined) return before;
  const view = { members: membersOf(workload), mask: secretsMask(workload) };
  showAs(workload, view);
  return view;
}

function membersOf(workload: Workload): object {
  const { groups } = workload;
  return {
    ...workload,
    groups: groups.map(withFacts),
    totalInstances: mostOf(groups, ({ count }) => count),
    totalGpus: totalGpusOf(groups),
  };
}

/** Made when it is first needed: of jobs that pass nothing is told. */
function secretsMask({ environment, hyperparameters }: Workload): View['mask'] {
  let mask: View['mask'] | undefined;
  return (text) => {
    mask ??= maskOf([environment.value, hyperparameters.value]);
    return mask(text);
  };
}

/** Null where a type is not known: it could have any number. */
function totalGpusOf(groups: readonly InstanceGroup[]): number | null {
  const total = mostOf(groups, ({ type, count }) => count * (factsOf(type).gpus ?? Number.NaN));
  return Number.isNaN(total) ? null : total;
}

/** Members by name, since a second spread takes as long as all the rest. */
function withFacts(group: InstanceGroup) {
  const { family, gpus, accelerators, localStorage } = factsOf(group.type);
  return { ...group, family, gpus, accelerators, localStorage };
}

type Facts = { readonly family: string } & { readonly [Fact in keyof InstanceFacts]: InstanceFacts[Fact] | null };

/** Each worked out once: a request that was validated names one of two hundred types. */
const known = new Map<string, Facts>();
const NOTHING_KNOWN = { gpus: null, accelerators: null, localStorage: null };

function factsOf(type: string): Facts {
  const before = known.get(type);
  if (before !== undefined) return before;
  const found = instanceFacts(type);
  const facts = { family: familyOf(type), ...(found ?? NOTHING_KNOWN) };
  // What nobody knows could be anything, and never ends.
  if (found !== undefined) known.set(type, facts);
  return facts;
}
