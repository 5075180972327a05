import type { KeyPair } from '../../shared/gateway-key.ts';
import type { RandomBytes } from '../../shared/random.ts';

/** Begins the id of every key that the gateway issues: nobody takes it for one of AWS, and secret scanners can find it. */
export const GATEWAY_KEY_PREFIX = 'AKGW';

/** AWS's lengths of an access key id and its secret. IAM API Reference, "AccessKey" (2026-11). */
const ID_CHARACTERS = 20;
const SECRET_CHARACTERS = 40;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A new pair: an id of 20 characters that begins with the prefix, and a secret of 40 with 240 bits of chance. */
export function newKeyPair(prefix: string, random: RandomBytes): KeyPair {
  const rest = Array.from(random(ID_CHARACTERS - prefix.length), (byte) => BASE32.charAt(byte % BASE32.length));
  const secret = Buffer.from(random((SECRET_CHARACTERS * 3) / 4));
  return { accessKeyId: `${prefix}${rest.join('')}`, secretAccessKey: secret.toString('base64') };
}
