import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bundleStore } from '../../gateway/adapters/s3/store.ts';
import { activate, publish, rollback, status } from '../../gateway/bundle/rollout.ts';
import type { BundleStore } from '../../gateway/bundle/source.ts';
import { CLOSED, documentWith, OPEN, sampleText } from '../support/s3/bundles.ts';
import { type S3Double, startS3Double } from '../support/s3/double.ts';
import { localAws } from '../support/s3/local-aws.ts';

localAws();

const A = OPEN.version;
const B = CLOSED.version;
const ADA = { by: 'ada@example.com', at: '2026-11-25T09:00:00.000Z', reason: 'more room' };
const BEN = { by: 'ben@example.com', at: '2026-11-25T09:01:00.000Z', reason: 'too much room' };

let s3: S3Double;
let store: BundleStore;
beforeEach(async () => {
  s3 = await startS3Double();
  store = bundleStore({ name: s3.bucket, endpoint: s3.url });
  await publish(store, OPEN);
  await publish(store, CLOSED);
});
afterEach(() => s3.close());

const refusal = (message: string) => ({ ok: false, error: expect.stringContaining(message) });
const inForce = async () => (await status(store)) as { ok: true; value: { version: string } };

describe('publish', () => {
  it('puts nothing in force', async () => {
    expect(await status(store)).toEqual(refusal('no bundle is active'));
    expect(s3.textOf('active.json')).toBeNull();
  });

  it('is repeatable', async () => {
    expect(await publish(store, OPEN)).toBe('there');
  });
});

describe('activate', () => {
  it('puts a version in force, and says what was before', async () => {
    const first = { version: A, previous: null, change: 'activate', ...ADA };
    expect(await activate(store, A, ADA)).toEqual({ ok: true, value: { pointer: first, newRoles: [] } });
    const second = { version: B, previous: A, change: 'activate', ...BEN };
    expect(await activate(store, B, BEN)).toEqual({ ok: true, value: { pointer: second, newRoles: [] } });
    expect(await status(store)).toEqual({ ok: true, value: second });
  });

  it.each([
    ['no version', 'latest', 'is not a version'],
    ['the start of one', A.slice(0, 12), 'is not a version'],
    ['one that nobody published', 'f'.repeat(64), 'no bundle is published'],
    ['the one in force', A, 'is in force already'],
  ])('refuses %s and changes nothing', async (_name, version, message) => {
    await activate(store, A, ADA);
    const before = s3.textOf('active.json');
    expect(await activate(store, version, BEN)).toEqual(refusal(message));
    expect(s3.textOf('active.json')).toBe(before);
  });

  it('refuses a bundle that was tampered with', async () => {
    s3.force(`bundles/${B}.json`, JSON.stringify({ ...CLOSED, content: OPEN.content }));
    expect(await activate(store, B, ADA)).toEqual(refusal('but its content is'));
    expect(s3.textOf('active.json')).toBeNull();
  });

  it('loses to who was faster, and changes nothing', async () => {
    await activate(store, A, ADA);
    const overtaken: BundleStore = {
      ...store,
      readBundle: async (version) => {
        await rival();
        return store.readBundle(version);
      },
    };
    const third = documentWith({ 'quotas.yaml': 'quotas: []\n' });
    await publish(store, third);
    const rival = () => activate(store, B, BEN);
    expect(await activate(overtaken, third.version, ADA)).toEqual(refusal('somebody else changed'));
    expect((await inForce()).value.version).toBe(B);
  });

  it('mends a pointer that is malformed', async () => {
    s3.force('active.json', '{"version":"latest"}');
    expect(await status(store)).toEqual(refusal('malformed'));
    expect(await rollback(store, ADA)).toEqual(refusal('malformed'));
    expect(await activate(store, A, ADA)).toMatchObject({ ok: true, value: { pointer: { previous: null } } });
  });

  it('tells of training roles that the version before does not name', async () => {
    const role = 'arn:aws:iam::111122223333:role/vision-training-2';
    const organization = sampleText('organization.yaml').replace(
      '- arn:aws:iam::111122223333:role/vision-training\n',
      `- arn:aws:iam::111122223333:role/vision-training\n      - ${role}\n`,
    );
    const wider = documentWith({ 'organization.yaml': organization });
    await publish(store, wider);
    await activate(store, A, ADA);
    expect(await activate(store, wider.version, BEN)).toMatchObject({ ok: true, value: { newRoles: [role] } });
  });
});

describe('rollback', () => {
  it('puts back what was before', async () => {
    await activate(store, A, ADA);
    await activate(store, B, ADA);
    const pointer = { version: A, previous: B, change: 'rollback', ...BEN };
    expect(await rollback(store, BEN)).toEqual({ ok: true, value: { pointer, newRoles: [] } });
    expect(await status(store)).toEqual({ ok: true, value: pointer });
  });

  it('is done once, should two people do it', async () => {
    await activate(store, A, ADA);
    await activate(store, B, ADA);
    await rollback(store, BEN);
    expect(await rollback(store, ADA)).toEqual(refusal('ben@example.com rolled back already'));
    expect((await inForce()).value.version).toBe(A);
  });

  it.each([
    ['nothing is active', async () => {}, 'nothing to roll back'],
    ['the first is active', async () => void (await activate(store, A, ADA)), 'was the first'],
  ])('refuses where %s', async (_name, prepare, message) => {
    await prepare();
    expect(await rollback(store, BEN)).toEqual(refusal(message));
  });
});
