import { createSecretKey, type KeyObject } from 'node:crypto';

/** A secret access key as the first HMAC of a signature takes it. As a KeyObject it is converted once, and shows itself in no log. */
export const secretKeyOf = (secretAccessKey: string): KeyObject =>
  createSecretKey(Buffer.from(`AWS4${secretAccessKey}`, 'utf8'));
