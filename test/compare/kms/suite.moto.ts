import { randomBytes } from 'node:crypto';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { kmsDataKeys } from '../../../gateway/adapters/kms/data-keys.ts';
import { makeKey } from '../../../gateway/identity/keys/issue.ts';
import { keyRing } from '../../../gateway/identity/keys/key-ring.ts';
import type { DataKeys, KeyStore } from '../../../gateway/identity/keys/ports.ts';
import { secretKeyOf } from '../../../gateway/identity/secret-key.ts';
import { localAws } from '../../support/s3/local-aws.ts';
import { type Moto, startMoto } from '../moto.ts';

localAws();

/** npm run compare:kms */
let moto: Moto;
let dataKeys: DataKeys;
beforeAll(async () => {
  moto = await startMoto();
  const client = new KMSClient({ endpoint: moto.url });
  const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
  dataKeys = kmsDataKeys(KeyMetadata?.KeyId ?? '', client);
});
afterAll(() => moto.close());

const CONTEXT = { accessKeyId: 'AKGWEXAMPLEEXAMPLE22', person: 'ada@example.com' };

it('unwraps what it wrapped, for the same key and person only', async () => {
  const { plaintext, wrapped } = await dataKeys.generate(CONTEXT);
  expect(plaintext).toHaveLength(32);
  expect(Buffer.from(await dataKeys.unwrap(wrapped, CONTEXT)).equals(Buffer.from(plaintext))).toBe(true);
  const made = await makeKey(
    { person: 'ada@example.com', createdBy: 'ada@example.com', now: 0, lifetimeMs: 1 },
    { dataKeys, random: randomBytes },
  );
  const store = { find: async () => made.stored } as unknown as KeyStore;
  const held = await keyRing(store, dataKeys, { now: () => 0 }).find(made.pair.accessKeyId);
  expect(held?.secret.equals(secretKeyOf(made.pair.secretAccessKey))).toBe(true);
  await expect(dataKeys.unwrap(wrapped, { ...CONTEXT, person: 'ben@example.com' })).rejects.toThrow();
});
