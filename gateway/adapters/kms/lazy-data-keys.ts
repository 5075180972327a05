import type { DataKeys } from '../../identity/keys/ports.ts';

/**
 * KMS's data keys, whose client is evaluated at the first use: whoever comes through IAM does not wait for it, nor
 * notices that no key is named.
 */
export function lazyKmsDataKeys(keyId: string | undefined): DataKeys {
  let made: Promise<DataKeys> | undefined;
  const dataKeys = () => {
    if (keyId === undefined) throw new Error('neither KEY_ENCRYPTION_KEY_ID nor KEY_ENCRYPTION_FILE is set');
    made ??= import('./data-keys.ts').then(({ kmsDataKeys }) => kmsDataKeys(keyId));
    return made;
  };
  return {
    generate: async (context) => (await dataKeys()).generate(context),
    unwrap: async (wrapped, context) => (await dataKeys()).unwrap(wrapped, context),
  };
}
