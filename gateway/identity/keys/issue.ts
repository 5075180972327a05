import type { EpochMs } from '../../shared/clock.ts';
import type { GatewayKey, KeyPair, StoredKey } from '../../shared/gateway-key.ts';
import type { RandomBytes } from '../../shared/random.ts';
import { GATEWAY_KEY_PREFIX, newKeyPair } from './key-pair.ts';
import type { DataKeys } from './ports.ts';
import { sealSecret } from './seal.ts';

/** What a new key is to be. */
export interface KeyWish {
  readonly person: string;
  readonly createdBy: string;
  readonly now: EpochMs;
  readonly lifetimeMs: number;
}

/** A new key that no store has yet: what is to be kept of it, and what its person is told once. */
export interface NewKey {
  readonly stored: StoredKey;
  readonly pair: KeyPair;
}

/** Makes a key. Throws where the data keys do not answer. */
export async function makeKey(
  { person, createdBy, now, lifetimeMs }: KeyWish,
  sources: { readonly dataKeys: DataKeys; readonly random: RandomBytes },
): Promise<NewKey> {
  const pair = newKeyPair(GATEWAY_KEY_PREFIX, sources.random);
  const { accessKeyId } = pair;
  const secret = await sealSecret(pair.secretAccessKey, { accessKeyId, person }, sources);
  const key: GatewayKey = {
    accessKeyId,
    person,
    createdAt: now,
    createdBy,
    expiresAt: now + lifetimeMs,
    disabledAt: null,
    lastUsedAt: null,
    replacedBy: null,
  };
  return { stored: { key, secret }, pair };
}
