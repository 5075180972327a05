import type { RandomBytes } from '../../shared/random.ts';
import type { DataKeys } from './ports.ts';
import { boundTo, openBytes, sealBytes } from './seal.ts';

const KEY_BYTES = 32;

/** Data keys wrapped by a key of 32 bytes that this process holds: for one machine, where there is no KMS. */
export const localDataKeys = (masterKey: () => Promise<Uint8Array>, random: RandomBytes): DataKeys => ({
  generate: async (context) => {
    const plaintext = Uint8Array.from(random(KEY_BYTES));
    return { plaintext, wrapped: sealBytes(plaintext, await masterKey(), boundTo(context), random) };
  },
  unwrap: async (wrapped, context) => openBytes(wrapped, await masterKey(), boundTo(context)),
});
