import { showAs, viewOf } from '../../gateway/rules/expression/view.ts';
import type { Subject } from '../../gateway/rules/rule.ts';
import { isJsonList, type Json } from '../../gateway/shared/json.ts';
import { MASK } from '../../gateway/shared/mask.ts';

/** Something that a rule read of its subject. */
export interface Read {
  /** Such as `workload.maxRuntimeSeconds` or `workload.groups[0].type`. */
  readonly path: string;
  /** A value, or the empty list or mapping that it found. */
  readonly value: Json;
}

/** Where values are often credentials; the names are those of the workload and of the request. */
const SECRET = /^(?:workload\.(?:environment|hyperparameters)|request\.(?:Environment|HyperParameters))[.[]/;

/**
 * What a piece of work reads of a subject, each once, in the order of the first time. The work sees a copy and its
 * failure is passed over: it is run for its reads alone.
 */
export function readsOf(subject: Subject, work: (subject: Subject) => unknown): readonly Read[] {
  const reads = new Map<string, Json>();
  const note = (path: string, value: Json) => {
    if (!reads.has(path)) reads.set(path, SECRET.test(path) ? MASK : value);
  };
  try {
    // A copy, because nothing may stand in for a frozen member.
    work(watchedSubject(structuredClone(subject), note));
  } catch {
    // Who judges in earnest tells of it.
  }
  return [...reads].map(([path, value]) => ({ path, value }));
}

type Note = (path: string, value: Json) => void;

/** Expressions see a view of the workload, which is made without being watched: what it is made of nobody read. */
function watchedSubject({ workload, ...others }: Subject, note: Note): Subject {
  const watchedWorkload = watched(workload, 'workload', note);
  const view = viewOf(workload);
  showAs(watchedWorkload, { ...view, members: watched(view.members, 'workload', note) });
  return { ...watched(others, '', note), workload: watchedWorkload };
}

function watched<T extends object>(target: T, at: string, note: Note): T {
  return new Proxy(target, {
    get: (_, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof name === 'symbol' || typeof value === 'function') return value;
      if (!Object.hasOwn(target, name) && value === undefined) return value;
      return seen(target, name, value, pathTo(target, at, name), note);
    },
  });
}

function seen(target: object, name: string, value: unknown, path: string, note: Note): unknown {
  if (typeof value !== 'object' || value === null) {
    if (!isAside(target, name)) note(path, (value ?? null) as Json);
    return value;
  }
  if (Object.keys(value).length === 0) note(path, value as Json);
  return watched(value, path, note);
}

/** What leads to a value and is none: the length of a list, and where a value stands in the request. */
const isAside = (target: object, name: string): boolean =>
  (Array.isArray(target) && name === 'length') || (name === 'path' && 'path' in target);

/** `value` of a value that knows its place is left out: it is the thing itself. */
function pathTo(target: object, at: string, name: string): string {
  if (isJsonList(target as Json)) return `${at}[${name}]`;
  if (name === 'value' && Object.keys(target).sort().join() === 'path,value') return at;
  return at === '' ? name : `${at}.${name}`;
}
