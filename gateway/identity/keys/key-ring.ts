import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import { type GatewayKey, isGatewayKeyId, type StoredKey } from '../../shared/gateway-key.ts';
import { recent } from '../../shared/recent.ts';
import { secretKeyOf } from '../secret-key.ts';
import type { DataKeys, KeyStore } from './ports.ts';
import { openSecret } from './seal.ts';

/** How long a key counts as it was found: the longest that a disabled one goes on signing. */
export const KEY_FRESH_MS = 10_000;
/** How seldom a key's use is noted. */
const USE_NOTED_EVERY_MS = 3_600_000;
/** What is held at most of each kind. */
const MOST = 1_000;

/** A key with its secret as `secretKeyOf` makes it. The key may be disabled or over: see `keyEnd`. */
export interface HeldKey {
  readonly key: GatewayKey;
  readonly secret: KeyObject;
}

/** The keys as a function that verifies signatures sees them. */
export interface KeyRing {
  /** null: there is no such key. Throws where the store or the data keys do not answer, or a secret does not open. */
  find(accessKeyId: string): Promise<HeldKey | null>;
  /** To be told of each use; writes at most once an hour. Throws where the store does not answer: the use is good all the same. */
  noteUse(key: GatewayKey): Promise<void>;
}

/**
 * Reads the store at most every ten seconds for an id, known or not, and once for all who ask meanwhile. An opened
 * secret is kept for as long as what is stored of it is the same, so the data keys are asked once for a key. Secrets
 * are held apart from looks: whoever asks for a thousand ids that do not exist pushes out no secret.
 */
export function keyRing(store: KeyStore, dataKeys: DataKeys, clock: Clock): KeyRing {
  const looks = recent<HeldKey | null>({ clock, freshMs: KEY_FRESH_MS, most: MOST });
  const secrets = recent<KeyObject>({ clock, freshMs: Number.POSITIVE_INFINITY, most: MOST });
  const uses = recent<void>({ clock, freshMs: USE_NOTED_EVERY_MS, most: MOST });

  const opened = ({ key, secret }: StoredKey): Promise<KeyObject> => {
    const asStored = `${key.accessKeyId} ${Buffer.from(secret.sealed).toString('base64')}`;
    const { accessKeyId, person } = key;
    // These two alone: KMS compares all that is said.
    return secrets(asStored, () => openSecret(secret, { accessKeyId, person }, dataKeys).then(secretKeyOf));
  };
  const look = async (accessKeyId: string): Promise<HeldKey | null> => {
    const stored = await store.find(accessKeyId);
    return stored && { key: stored.key, secret: await opened(stored) };
  };
  return {
    // Whoever makes ids up costs no read, unless they look like ours.
    find: async (accessKeyId) => (isGatewayKeyId(accessKeyId) ? looks(accessKeyId, () => look(accessKeyId)) : null),
    noteUse: async ({ accessKeyId, lastUsedAt }) => {
      const at = clock.now();
      if (at - (lastUsedAt ?? 0) < USE_NOTED_EVERY_MS) return;
      await uses(accessKeyId, () => store.noteUse(accessKeyId, at));
    },
  };
}
