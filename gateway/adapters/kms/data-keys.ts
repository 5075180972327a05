import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { DataKeys } from '../../identity/keys/ports.ts';

/** In milliseconds. KMS answers in tens of them. */
const CALL_TIMEOUT_MS = 3_000;
const within = () => ({ abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) });

/** Data keys of an AWS KMS key; the context is KMS's encryption context, so it stands in CloudTrail and must be said again. */
export function kmsDataKeys(
  keyId: string,
  client: Pick<KMSClient, 'send'> = new KMSClient({ maxAttempts: 2 }),
): DataKeys {
  return {
    generate: async (context) => {
      const command = new GenerateDataKeyCommand({
        KeyId: keyId,
        KeySpec: 'AES_256',
        EncryptionContext: { ...context },
      });
      const { Plaintext, CiphertextBlob } = await client.send(command, within());
      if (!Plaintext || !CiphertextBlob) throw new Error('KMS gave no data key');
      return { plaintext: Plaintext, wrapped: CiphertextBlob };
    },
    unwrap: async (wrapped, context) => {
      const command = new DecryptCommand({ KeyId: keyId, CiphertextBlob: wrapped, EncryptionContext: { ...context } });
      const { Plaintext } = await client.send(command, within());
      if (!Plaintext) throw new Error('KMS did not unwrap a data key');
      return Plaintext;
    },
  };
}
