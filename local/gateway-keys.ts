import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeKey } from '../gateway/identity/keys/issue.ts';
import type { DataKeys, KeyStore } from '../gateway/identity/keys/ports.ts';
import { type KeyPair, keyEnd } from '../gateway/shared/gateway-key.ts';
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
  await writeFile(file, randomBytes(32), { flag: 'wx', mode: 0o600 }).catch(unlessCode('EEXIST'));
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
  const kept = await readPairs(home);
  const keyed: PersonWithKeys[] = [];
  for (const each of people) {
    const person = each.person ?? VISITOR;
    const pair = kept[person];
    const gateway = pair && (await isGood(store, pair)) ? pair : await issue(person, store, dataKeys);
    keyed.push({ ...each, gateway });
  }
  const pairs = Object.fromEntries(keyed.map(({ person, gateway }) => [person ?? VISITOR, gateway]));
  await writeFile(join(home, PAIRS_FILE), `${JSON.stringify({ ...kept, ...pairs }, null, 2)}\n`, { mode: 0o600 });
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

async function readPairs(home: string): Promise<Readonly<Record<string, KeyPair>>> {
  const text = await readFile(join(home, PAIRS_FILE), 'utf8').catch(unlessCode('ENOENT'));
  // Only withGatewayKeys writes this file.
  return text === undefined ? {} : (JSON.parse(text) as Record<string, KeyPair>);
}

/** Takes what node:fs throws with this code for nothing. */
const unlessCode = (code: string) => (fault: unknown) => {
  if ((fault as NodeJS.ErrnoException).code !== code) throw fault;
  return undefined;
};
