import type { BundleDocument } from './document.ts';
import type { Bundle } from './open.ts';

/** What a bundle is made into for whom it is asked: all of it to judge by, or a part. Rejects a document that does not open. */
export type OpenDocument<T> = (document: BundleDocument) => Promise<T>;

/** Port: where the bundle that judges comes from. */
export interface BundleSource<T = Bundle> {
  /**
   * The bundle in force, asked for once by each request, which keeps to it. Throws where there is none, or one that
   * does not open.
   */
  load(): Promise<T>;
}

/** What was found where the pointer is kept. A tag names one state of it. */
export type PointerReading =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'read'; readonly text: string; readonly tag: string };

/** Port: published bundles and the pointer, as functions see them. Throws where the store does not answer. */
export interface BundleReader {
  /** `unchanged` only where `knownTag` still names its state. */
  readPointer(knownTag: string | null): Promise<PointerReading>;
  /** The text published under a version; null where there is none. */
  readBundle(version: string): Promise<string | null>;
}

/** Port: the same as operators see it. Throws where the store does not answer, or does not allow it. */
export interface BundleStore extends BundleReader {
  /** Writes a version once. `there`: it was published before and stays as it is. */
  publish(version: string, text: string): Promise<'published' | 'there'>;
  /** Puts the pointer in place of the state that `knownTag` names (null: of none). `lost`: it is in another state. */
  movePointer(text: string, knownTag: string | null): Promise<'moved' | 'lost'>;
  /** The texts that the pointer had, newest first, at most as many. */
  pointerHistory(limit: number): Promise<readonly string[]>;
}
