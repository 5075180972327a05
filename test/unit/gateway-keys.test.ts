import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dynamodbKeyStore } from '../../gateway/adapters/dynamodb/key-store.ts';
import { systemIds } from '../../gateway/adapters/system/ids.ts';
import type { AuditEntry } from '../../gateway/audit/entry.ts';
import { disableKey, issueKey, listKeys, rotateKey } from '../../gateway/flows/keys.ts';
import { makeKey } from '../../gateway/identity/keys/issue.ts';
import { keyRing } from '../../gateway/identity/keys/key-ring.ts';
import { localDataKeys } from '../../gateway/identity/keys/local-data-keys.ts';
import type { KeyStore } from '../../gateway/identity/keys/ports.ts';
import { openSecret, sealSecret } from '../../gateway/identity/keys/seal.ts';
import { keyEnd } from '../../gateway/shared/gateway-key.ts';
import type { Principal } from '../../gateway/shared/principal.ts';
import { freshStore, SITE } from '../support/job-store.ts';

const DAY = 86_400_000;
const random = (length: number) => randomBytes(length);
const master = randomBytes(32);
const dataKeys = localDataKeys(async () => master, random);
const principal = (person: string, ...roles: string[]): Principal => ({
  arn: 'arn',
  person,
  team: 'vision',
  roles,
  groups: [],
});
const ADA = principal('ada@example.com');
const BEN = principal('ben@example.com');
const PETRA = principal('petra@example.com', 'operator');
const AUDREY = principal('audrey@example.com', 'auditor');
const people = [ADA, BEN, PETRA, AUDREY].map(({ person, team, roles }) => ({
  id: person,
  name: person,
  team,
  roles,
  groups: [],
}));
const organization = { name: 'Example', accounts: [], teams: [], people, principals: [] };

describe('a sealed secret', () => {
  const context = { accessKeyId: 'AKGWEXAMPLEEXAMPLE22', person: 'ada@example.com' };

  it('opens for its key and person only, and with no byte changed', async () => {
    const sealed = await sealSecret('the secret', context, { dataKeys, random });
    expect(await openSecret(sealed, context, dataKeys)).toBe('the secret');
    await expect(openSecret(sealed, { ...context, person: 'ben@example.com' }, dataKeys)).rejects.toThrow();
    await expect(openSecret(sealed, { ...context, accessKeyId: 'AKGWEXAMPLEEXAMPLE23' }, dataKeys)).rejects.toThrow();
    for (const part of ['wrapped', 'sealed'] as const) {
      for (let i = 0; i < sealed[part].length; i += 1) {
        const bytes = Uint8Array.from(sealed[part]);
        bytes[i] = (bytes[i] ?? 0) ^ 1;
        await expect(openSecret({ ...sealed, [part]: bytes }, context, dataKeys)).rejects.toThrow();
      }
    }
    await expect(openSecret({ ...sealed, sealed: new Uint8Array(5) }, context, dataKeys)).rejects.toThrow('too short');
  });
});

let world: Awaited<ReturnType<typeof freshStore>>;
let store: KeyStore;
let now = Date.UTC(2026, 10, 23);
const clock = { now: () => now };
beforeEach(async () => {
  now = Date.UTC(2026, 10, 23);
  entries = [];
  world = await freshStore();
  const pause = async () => undefined;
  store = dynamodbKeyStore({ client: world.client, name: world.tableName, site: SITE, clock, ids: systemIds, pause });
});
afterEach(() => world.close());

let entries: AuditEntry[] = [];
const audit = { append: async (entry: AuditEntry) => void entries.push(entry) };
const managing = () => ({ store, dataKeys, random, organization, audit, ids: systemIds, now });
async function issued(by: Principal, person = by.person, lifetimeMs = 30 * DAY) {
  const key = await issueKey(managing(), by, { person, lifetimeMs });
  if (!key.ok) throw new Error(key.error.detail);
  return key.value;
}

describe('who may manage keys', () => {
  const codeOf = (answer: { ok: boolean; error?: { code: string } }) => (answer.ok ? 'done' : answer.error?.code);

  it.each([
    ['oneself', ADA, ADA, 'done'],
    ['another', ADA, BEN, 'key-denied'],
    ['an operator another', PETRA, BEN, 'done'],
    ['an auditor another', AUDREY, BEN, 'key-denied'],
  ])('issues: %s', async (_name, by, to, code) => {
    expect(codeOf(await issueKey(managing(), by, { person: to.person, lifetimeMs: DAY }))).toBe(code);
  });

  it('disables and rotates one’s own, an operator everyone’s, and tells others of no key', async () => {
    const { accessKeyId } = await issued(ADA);
    const rotate = (by: Principal) => rotateKey(managing(), by, { accessKeyId, overlapMs: DAY });
    expect([codeOf(await rotate(BEN)), codeOf(await rotate(AUDREY))]).toEqual(['key-not-found', 'key-denied']);
    expect(codeOf(await disableKey(managing(), BEN, accessKeyId))).toBe('key-not-found');
    expect(codeOf(await disableKey(managing(), BEN, 'AKGWNOBODY'))).toBe('key-not-found');
    expect(codeOf(await rotate(PETRA))).toBe('done');
    expect(codeOf(await rotate(ADA))).toBe('key-over');
    expect(codeOf(await disableKey(managing(), ADA, accessKeyId))).toBe('done');
    expect(codeOf(await disableKey(managing(), ADA, accessKeyId))).toBe('done');
  });

  it('lists one’s own; everyone’s to operators and auditors; no secret to anyone', async () => {
    const secrets = [await issued(ADA), await issued(PETRA, BEN.person)].map(({ secretAccessKey }) => secretAccessKey);
    const seen = async (by: Principal) => (await listKeys(managing(), by)).map(({ person }) => person).sort();
    expect(await seen(ADA)).toEqual([ADA.person]);
    for (const by of [PETRA, AUDREY]) expect(await seen(by)).toEqual([ADA.person, BEN.person]);
    const listed = JSON.stringify(await listKeys(managing(), PETRA));
    for (const secret of secrets) expect(listed).not.toContain(secret);
  });

  it.each([[0], [3_599_999], [367 * DAY], [Number.NaN]])('issues no key that lasts %s ms', async (lifetimeMs) => {
    expect(codeOf(await issueKey(managing(), ADA, { person: ADA.person, lifetimeMs }))).toBe('invalid-key-request');
  });

  it('issues no key to somebody whom the organisation does not know', async () => {
    expect(codeOf(await issueKey(managing(), PETRA, { person: 'x@example.com', lifetimeMs: DAY }))).toBe(
      'invalid-key-request',
    );
  });
});

describe('what is done with keys', () => {
  it('is recorded before it is done: who did it, with whose key', async () => {
    const { accessKeyId } = await issued(PETRA, ADA.person);
    await rotateKey(managing(), ADA, { accessKeyId, overlapMs: DAY });
    await disableKey(managing(), PETRA, accessKeyId);
    expect(entries).toMatchObject(
      [
        ['IssueKey', PETRA],
        ['RotateKey', ADA],
        ['DisableKey', PETRA],
      ].map(([action, principal]) => ({ action, principal, accessKeyId, person: ADA.person, at: now })),
    );
    expect(JSON.stringify(entries)).not.toContain('secret');
  });

  it('is not done where it cannot be recorded', async () => {
    const { accessKeyId } = await issued(ADA);
    const mute = { ...managing(), audit: { append: () => Promise.reject(new Error('no answer')) } };
    await expect(issueKey(mute, ADA, { person: ADA.person, lifetimeMs: DAY })).rejects.toThrow('no answer');
    await expect(disableKey(mute, ADA, accessKeyId)).rejects.toThrow('no answer');
    await expect(rotateKey(mute, ADA, { accessKeyId, overlapMs: DAY })).rejects.toThrow('no answer');
    expect(await store.list(null)).toMatchObject([{ accessKeyId, disabledAt: null, replacedBy: null }]);
  });

  it('needs a person who is still there', async () => {
    const { accessKeyId } = await issued(ADA);
    const without = { ...managing(), organization: { ...organization, people: [] } };
    expect(await rotateKey(without, ADA, { accessKeyId, overlapMs: DAY })).toMatchObject({ ok: false });
  });
});

const NOBODYS = 'AKGWAAAAAAAAAAAAAAAA';

describe('the key ring', () => {
  /** The store, and how often it was asked for a key. */
  function counted() {
    const asked: string[] = [];
    const counting = {
      ...store,
      find: (id: string) => {
        asked.push(id);
        return store.find(id);
      },
    };
    let opened = 0;
    const unwrap: typeof dataKeys.unwrap = (...args) => {
      opened += 1;
      return dataKeys.unwrap(...args);
    };
    return { asked, opened: () => opened, ring: keyRing(counting, { ...dataKeys, unwrap }, clock) };
  }

  it('asks once in ten seconds for all, of keys that are not there too, and opens a secret once', async () => {
    const { accessKeyId } = await issued(ADA);
    const { asked, opened, ring } = counted();
    await Promise.all([ring.find(accessKeyId), ring.find(accessKeyId), ring.find(NOBODYS)]);
    await ring.find(NOBODYS);
    now += 9_999;
    await ring.find(accessKeyId);
    expect(asked).toEqual([accessKeyId, NOBODYS]);
    now += 1;
    expect((await ring.find(accessKeyId))?.key.person).toBe(ADA.person);
    expect([asked.length, opened()]).toEqual([3, 1]);
  });

  it('reads nothing for an id that no key can have', async () => {
    const { asked, ring } = counted();
    for (const id of ['AKIAAAAAAAAAAAAAAAAA', 'AKGWNOBODY', 'AKGWaaaaaaaaaaaaaaaa', ''])
      expect(await ring.find(id)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('sees a disabled key within ten seconds, and asks again after a fault', async () => {
    const { accessKeyId } = await issued(ADA);
    const { ring } = counted();
    expect((await ring.find(accessKeyId))?.key.disabledAt).toBeNull();
    await disableKey(managing(), ADA, accessKeyId);
    now += 10_000;
    expect((await ring.find(accessKeyId))?.key.disabledAt).toBe(now - 10_000);
    let faults = 1;
    const failing = {
      ...store,
      find: (id: string) => (faults-- > 0 ? Promise.reject(new Error('no answer')) : store.find(id)),
    };
    const other = keyRing(failing, dataKeys, clock);
    await expect(other.find(accessKeyId)).rejects.toThrow('no answer');
    expect(await other.find(accessKeyId)).not.toBeNull();
  });

  it('notes a use at most once an hour', async () => {
    const { key, accessKeyId } = await issued(ADA);
    let writes = 0;
    const counting: KeyStore = {
      ...store,
      noteUse: (id, at) => {
        writes += 1;
        return store.noteUse(id, at);
      },
    };
    const ring = keyRing(counting, dataKeys, clock);
    for (let i = 0; i < 5; i += 1) await ring.noteUse(key);
    const first = now;
    expect([writes, (await store.find(accessKeyId))?.key.lastUsedAt]).toEqual([1, first]);
    now += 3_600_000;
    await ring.noteUse(key);
    expect([writes, (await store.find(accessKeyId))?.key.lastUsedAt]).toEqual([2, now]);
  });
});

it('never brings a disabled key back, nor moves an end away, whatever comes in whatever order', async () => {
  const steps = fc.array(
    fc.tuple(fc.constantFrom('disable', 'rotate', 'use', 'put'), fc.nat({ max: 40 * DAY }), fc.boolean()),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (story) => {
      const first = await makeKey({ person: 'a', createdBy: 'a', now, lifetimeMs: 30 * DAY }, { dataKeys, random });
      const { accessKeyId } = first.stored.key;
      await store.put(first.stored);
      let before = first.stored.key;
      for (const [step, ms, again] of story) {
        const next = await makeKey({ person: 'a', createdBy: 'a', now, lifetimeMs: DAY }, { dataKeys, random });
        const take = async () => {
          if (step === 'disable') await store.disable(before, now + ms);
          if (step === 'rotate') await store.rotate(before, now + ms, next.stored);
          if (step === 'use') await store.noteUse(accessKeyId, now + ms);
          if (step === 'put') await store.put(first.stored);
        };
        await take();
        // The answer was lost, so it is asked again.
        if (again) await take();
        const key = (await store.find(accessKeyId))?.key;
        expect(key).toBeDefined();
        if (!key) return;
        expect(key.expiresAt).toBeLessThanOrEqual(before.expiresAt);
        if (before.disabledAt !== null) expect(key.disabledAt).toBe(before.disabledAt);
        if (before.replacedBy !== null) expect(key.replacedBy).toBe(before.replacedBy);
        if (keyEnd(before, now) !== null) expect(keyEnd(key, now)).not.toBeNull();
        before = key;
      }
    }),
    { numRuns: 40 },
  );
});
