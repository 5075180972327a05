import { createSecretKey, type KeyObject } from 'node:crypto';

/**
 * A secret access key as the first HMAC of a signature takes it. As a KeyObject it is converted once, and shows itself in
 * no log. Throws on an empty secret, with which everybody could sign.
 */
export function secretKeyOf(secretAccessKey: string): KeyObject {
  if (secretAccessKey === '') throw new Error('the secret access key is empty');
  return createSecretKey(Buffer.from(`AWS4${secretAccessKey}`, 'utf8'));
}
