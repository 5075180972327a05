import type { EpochMs } from '../../shared/clock.ts';
import type { GatewayKey, StoredKey } from '../../shared/gateway-key.ts';

/** What became of a rotation. */
export type RotateOutcome =
  /** The old key as it then is. */
  | { readonly kind: 'rotated'; readonly old: GatewayKey }
  /** Nothing was written: the old key is disabled, over, or was replaced before. null: it is not there. */
  | { readonly kind: 'not-live'; readonly old: GatewayKey | null };

/**
 * The keys that the gateway issued. Every method that writes decides in that one write and may be repeated. Throws when
 * the store does not answer, or `Busy` when it goes on being busy.
 */
export interface KeyStore {
  /** The id is new. */
  put(stored: StoredKey): Promise<void>;
  /** null: there is no such key. */
  find(accessKeyId: string): Promise<StoredKey | null>;
  /** Newest first; of one person, or of all (null). Sees every write before it. */
  list(person: string | null): Promise<readonly GatewayKey[]>;
  /** The key as it then is; a key that was disabled before stays as it was. null: there is no such key. */
  disable(key: GatewayKey, at: EpochMs): Promise<GatewayKey | null>;
  /** Puts the next key and lets the old one end at `oldEndsAt`, or earlier where it would have. */
  rotate(old: GatewayKey, oldEndsAt: EpochMs, next: StoredKey): Promise<RotateOutcome>;
  /** Notes the use unless one of the hour before is noted. */
  noteUse(accessKeyId: string, at: EpochMs): Promise<void>;
}

/** What a data key is for. Who unwraps it has to say the same. */
export type KeyContext = Readonly<Record<'accessKeyId' | 'person', string>>;

/** Keys of 32 bytes, each wrapped by one that never leaves its place. Both methods throw where they fail. */
export interface DataKeys {
  generate(context: KeyContext): Promise<{ readonly plaintext: Uint8Array; readonly wrapped: Uint8Array }>;
  unwrap(wrapped: Uint8Array, context: KeyContext): Promise<Uint8Array>;
}
