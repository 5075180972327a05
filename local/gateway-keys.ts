import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeKey } from '../gateway/identity/keys/issue.ts';
import type { DataKeys, KeyStore } from '../gateway/identity/keys/ports.ts';
import { type KeyPair, keyEnd } from '../gateway/shared/gateway-key.ts';
import { readPairs, writePairs } from './kept-pairs.ts';
import type { LocalPerson } from './people.ts';

const DAY_MS = 86_400_000;
const LIFETIME_MS = 366 * DAY_MS;
/** A key that ends sooner than this is replaced at the next start. */
const SPARE_MS = 30 * DAY_MS;

/** The visitor's key is of somebody whom organization.yaml does not know. */
const VISITOR = 'visitor@example.com';

export const KEY_FILE = 'gateway-keys.key';
const PAIRS_FILE = 'gateway-keys.json';

/** The file of the key that wraps data keys on this machine; made once, for its owner's eyes only. */
export async function ensureKeyFile(home: string): Promise<string> {
  const file = join(home, KEY_FILE);
  await writeFile(file, randomBytes(32), { flag: 'wx', mode: 0o600 }).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'EEXIST') throw fault;
  });
  return file;
}

/** Somebody who may call the local stack through either door. */
export interface PersonWithKeys extends LocalPerson {
  /** Signs `sagemaker`, for `POST /`. */
  readonly gateway: KeyPair;
}

/**
 * The people, each with a gateway key as `traingate keys create` issues it. Pairs are kept in the home, as nothing else
 * shows a secret again; what the table does not take any more is issued anew.
 */
export async function withGatewayKeys(
  people: readonly LocalPerson[],
  home: string,
  { store, dataKeys }: { readonly store: KeyStore; readonly dataKeys: DataKeys },
): Promise<readonly PersonWithKeys[]> {
  const file = join(home, PAIRS_FILE);
  const kept = await readPairs(file);
  const keyed: PersonWithKeys[] = [];
  for (const each of people) {
    const person = each.person ?? VISITOR;
    const pair = kept[person];
    const gateway = pair && (await isGood(store, pair)) ? pair : await issue(person, store, dataKeys);
    keyed.push({ ...each, gateway });
  }
  const pairs = Object.fromEntries(keyed.map(({ person, gateway }) => [person ?? VISITOR, gateway]));
  await writePairs(file, { ...kept, ...pairs });
  return keyed;
}

async function isGood(store: KeyStore, { accessKeyId }: KeyPair): Promise<boolean> {
  const stored = await store.find(accessKeyId);
  return stored !== null && keyEnd(stored.key, Date.now() + SPARE_MS) === null;
}

async function issue(person: string, store: KeyStore, dataKeys: DataKeys): Promise<KeyPair> {
  const wish = { person, createdBy: 'local', now: Date.now(), lifetimeMs: LIFETIME_MS };
  const { stored, pair } = await makeKey(wish, { dataKeys, random: randomBytes });
  await store.put(stored);
  return pair;
}
