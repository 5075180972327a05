import { err, ok, type Result } from '../shared/result.ts';
import type { BundleDocument } from './document.ts';
import type { Bundle } from './open.ts';
import { loadBundle } from './open.ts';
import { isVersion, type Pointer, parsePointer, pointerText } from './pointer.ts';
import { openPublished } from './published.ts';
import type { BundleStore } from './source.ts';

/** Who changes what is in force, when (ISO 8601) and why. */
export type Author = Pick<Pointer, 'by' | 'at' | 'reason'>;

/** A change of what is in force. */
export interface Change {
  readonly pointer: Pointer;
  /** Training roles that the bundle before did not name: the gateway may not pass them before it is deployed with them. */
  readonly newRoles: readonly string[];
}

/** The pointer as it stands; `pointer` is null where there is none, or one that is malformed. */
interface Standing {
  readonly tag: string | null;
  readonly pointer: Pointer | null;
  readonly flaw: string | null;
}

/** Puts a compiled bundle where it can be activated. Changes nothing that is in force; repeatable. */
export const publish = (store: BundleStore, document: BundleDocument): Promise<'published' | 'there'> =>
  store.publish(document.version, JSON.stringify(document));

/** What is in force; the error says why nothing is. */
export async function status(store: BundleStore): Promise<Result<Pointer, string>> {
  const { pointer, flaw } = await standing(store);
  return pointer ? ok(pointer) : err(flaw ?? 'no bundle is active: publish one, then activate its version');
}

/** Puts a published version in force. Refuses one that is not there or does not open, and a race that it lost. */
export async function activate(store: BundleStore, version: string, author: Author): Promise<Result<Change, string>> {
  if (!isVersion(version)) return err(`\`${version}\` is not a version: give all 64 digits that \`publish\` printed`);
  const seen = await standing(store);
  if (seen.pointer?.version === version) return err(`\`${version}\` is in force already, since ${seen.pointer.at}`);
  return move(store, seen, version, 'activate', author);
}

/** Puts back in force what was before the last activation. */
export async function rollback(store: BundleStore, author: Author): Promise<Result<Change, string>> {
  const seen = await standing(store);
  const { pointer } = seen;
  if (!pointer) return err(seen.flaw ?? 'no bundle is active, so there is nothing to roll back');
  if (pointer.change === 'rollback') {
    const { by, at, version } = pointer;
    return err(`${by} rolled back already at ${at}, to \`${version}\`: to leave that, activate a version by its name`);
  }
  if (pointer.previous === null) {
    return err(`\`${pointer.version}\` was the first, so nothing is before it: activate a version by its name`);
  }
  return move(store, seen, pointer.previous, 'rollback', author);
}

async function standing(store: BundleStore): Promise<Standing> {
  const reading = await store.readPointer(null);
  if (reading.kind !== 'read') return { tag: null, pointer: null, flaw: null };
  const pointer = parsePointer(reading.text);
  return pointer.ok
    ? { tag: reading.tag, pointer: pointer.value, flaw: null }
    : { tag: reading.tag, pointer: null, flaw: `the pointer is malformed: ${pointer.error}; activate a version` };
}

/** INVARIANT: nothing is named that did not open, and nothing is replaced but what was seen. */
async function move(
  store: BundleStore,
  seen: Standing,
  version: string,
  change: Pointer['change'],
  author: Author,
): Promise<Result<Change, string>> {
  const next = await opened(store, version);
  if (!next.ok) return next;
  const previous = seen.pointer?.version ?? null;
  const pointer: Pointer = { version, previous, change, ...author };
  const newRoles = await rolesBeyond(store, next.value, previous);
  if ((await store.movePointer(pointerText(pointer), seen.tag)) === 'lost') {
    return err('somebody else changed what is in force at the same moment: look at it with `status`, then decide anew');
  }
  return ok({ pointer, newRoles });
}

/** A store that does not answer throws; a bundle that does not open is an expected outcome. */
async function opened(store: BundleStore, version: string): Promise<Result<Bundle, string>> {
  const text = await store.readBundle(version);
  try {
    return ok(await openPublished(version, text, loadBundle));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return err(`\`${version}\` cannot be put in force: ${why}`);
  }
}

/** None where it is not known what was before. */
async function rolesBeyond(store: BundleStore, next: Bundle, previous: string | null): Promise<readonly string[]> {
  const before = previous === null ? null : await opened(store, previous);
  if (!before?.ok) return [];
  const known = new Set(before.value.organization.teams.flatMap(({ trainingRoles }) => trainingRoles));
  const roles = next.organization.teams.flatMap(({ trainingRoles }) => trainingRoles);
  return [...new Set(roles)].filter((role) => !known.has(role)).sort();
}
