import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { SealedSecret } from '../../shared/gateway-key.ts';
import type { RandomBytes } from '../../shared/random.ts';
import type { DataKeys, KeyContext } from './ports.ts';

// NIST SP 800-38D, sections 5.2.1 and 8.2: nonce and tag of AES-GCM.
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** nonce, tag and ciphertext in one. `key`: 32 bytes; `bound`: what has to be said again to open it. */
export function sealBytes(plain: Uint8Array, key: Uint8Array, bound: string, random: RandomBytes): Uint8Array {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(bound));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** The inverse. Throws where a byte, the key or what it is bound to is another. */
export function openBytes(sealed: Uint8Array, key: Uint8Array, bound: string): Uint8Array {
  const [tagAt, textAt] = [NONCE_BYTES, NONCE_BYTES + TAG_BYTES];
  if (sealed.length < textAt) throw new Error('a sealed secret is too short to be one');
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, tagAt), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(bound)).setAuthTag(sealed.subarray(tagAt, textAt));
  return Buffer.concat([decipher.update(sealed.subarray(textAt)), decipher.final()]);
}

/** The context as text: no two contexts have the same. */
export const boundTo = ({ accessKeyId, person }: KeyContext): string => JSON.stringify({ accessKeyId, person });

/** Seals a secret under a data key of its own. INVARIANT: what is sealed for one id and person opens for no other. */
export async function sealSecret(
  secretAccessKey: string,
  context: KeyContext,
  { dataKeys, random }: { readonly dataKeys: DataKeys; readonly random: RandomBytes },
): Promise<SealedSecret> {
  const { plaintext, wrapped } = await dataKeys.generate(context);
  const sealed = sealBytes(Buffer.from(secretAccessKey), plaintext, boundTo(context), random);
  plaintext.fill(0);
  return { wrapped, sealed };
}

/** The secret access key. Throws where it does not open: it was changed, or is another key's. */
export async function openSecret(secret: SealedSecret, context: KeyContext, dataKeys: DataKeys): Promise<string> {
  const dataKey = await dataKeys.unwrap(secret.wrapped, context);
  return Buffer.from(openBytes(secret.sealed, dataKey, boundTo(context))).toString('utf8');
}
