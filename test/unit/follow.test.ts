import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lazyBundleReader } from '../../gateway/adapters/s3/lazy-reader.ts';
import type { BundleContent } from '../../gateway/bundle/document.ts';
import { followedBundle, LOOK_EVERY_MS, TRUST_MS } from '../../gateway/bundle/follow.ts';
import { loadBundle } from '../../gateway/bundle/open.ts';
import { pointerText } from '../../gateway/bundle/pointer.ts';
import type { BundleSource } from '../../gateway/bundle/source.ts';
import { versionOf } from '../../gateway/bundle/version.ts';
import { CLOSED, documentWith, OPEN, sampleText } from '../support/s3/bundles.ts';
import { type S3Double, startS3Double } from '../support/s3/double.ts';
import { localAws } from '../support/s3/local-aws.ts';

localAws();

const A = OPEN.version;
const B = CLOSED.version;
const keyOf = (version: string) => `bundles/${version}.json`;

let s3: S3Double;
let now: number;
let events: string[];
let source: BundleSource;

beforeEach(async () => {
  s3 = await startS3Double();
  now = 1_000_000;
  events = [];
  source = environment();
  for (const document of [OPEN, CLOSED]) s3.force(keyOf(document.version), JSON.stringify(document));
  point(A);
});
afterEach(() => s3.close());

/** A new execution environment. */
const environment = (): BundleSource =>
  followedBundle(
    lazyBundleReader({ name: s3.bucket, endpoint: s3.url }),
    loadBundle,
    { now: () => now },
    {
      switched: (to, from) => events.push(`${short(from)} → ${short(to)}`),
      failed: (cause, held) => events.push(`${short(held)}: ${cause instanceof Error ? cause.message : cause}`),
    },
  );

const short = (version: string | null): string => (version === A ? 'A' : version === B ? 'B' : String(version));
const point = (version: string, parts: object = {}): void => {
  const pointer = { version, previous: null, change: 'activate', by: 'x', at: `${now}`, reason: 'x' } as const;
  s3.force('active.json', pointerText({ ...pointer, ...parts }));
};
const judgedBy = async (): Promise<string> => short((await source.load()).version);
/** The same after the last look has grown old. */
const laterJudgedBy = (): Promise<string> => {
  now += LOOK_EVERY_MS;
  return judgedBy();
};
const refused = { name: 'Unavailable' };

describe('a request', () => {
  it('is judged by the bundle that the pointer names', async () => {
    expect(await judgedBy()).toBe('A');
    expect(events).toEqual(['null → A']);
  });

  it('asks S3 for nothing while the last look is young', async () => {
    await judgedBy();
    const asked = s3.calls.length;
    now += LOOK_EVERY_MS - 1;
    expect(await judgedBy()).toBe('A');
    expect(s3.calls).toHaveLength(asked);
  });

  it('then asks whether the pointer changed, and for no bundle where it did not', async () => {
    await judgedBy();
    const asked = s3.calls.length;
    expect(await laterJudgedBy()).toBe('A');
    expect(s3.calls.slice(asked)).toEqual(['GET active.json 304']);
    expect(events).toEqual(['null → A']);
  });

  it('looks where the clock was put back', async () => {
    await judgedBy();
    point(B);
    now -= 3_600_000;
    expect(await judgedBy()).toBe('B');
  });

  it('that comes with others makes one look', async () => {
    const bundles = await Promise.all(Array.from({ length: 20 }, () => source.load()));
    expect(new Set(bundles).size).toBe(1);
    expect(s3.calls).toEqual(['GET active.json 200', `GET ${keyOf(A)} 200`]);
  });

  it('that comes while a look is under way waits for it and gets what it finds', async () => {
    await judgedBy();
    point(B);
    now += LOOK_EVERY_MS;
    const first = judgedBy();
    expect(await judgedBy()).toBe('B');
    expect(await first).toBe('B');
  });
});

describe('a switch and its rollback', () => {
  it('are in force at the next look', async () => {
    expect(await judgedBy()).toBe('A');
    point(B);
    expect(await judgedBy()).toBe('A');
    expect(await laterJudgedBy()).toBe('B');
    point(A, { change: 'rollback', previous: B });
    expect(await laterJudgedBy()).toBe('A');
    expect(events).toEqual(['null → A', 'A → B', 'B → A']);
  });

  it('to the version that is held reads no bundle', async () => {
    await judgedBy();
    point(A, { reason: 'again' });
    expect(await laterJudgedBy()).toBe('A');
    expect(s3.calls.filter((call) => call.includes('bundles/'))).toHaveLength(1);
  });
});

const renamed = documentWith({ 'organization.yaml': sampleText('organization.yaml').replace('Example Corp', 'Other') });
const ofTomorrow = (() => {
  const content: BundleContent = JSON.parse(JSON.stringify(CLOSED.content).replaceAll('instance-caps', 'of-tomorrow'));
  return { version: versionOf(content), content };
})();
/** Published and active, but of a gateway that is deployed tomorrow. */
const activateTomorrow = (): void => {
  s3.force(keyOf(ofTomorrow.version), JSON.stringify(ofTomorrow));
  point(ofTomorrow.version);
};

describe('what cannot judge', () => {
  const faults: readonly (readonly [string, () => void, string])[] = [
    ['a bundle that is not there', () => s3.force(keyOf(B), null), 'no bundle is published as'],
    ['a bundle that is no JSON', () => s3.force(keyOf(B), '<html>'), 'JSON'],
    [
      'a bundle that was tampered with',
      () => s3.force(keyOf(B), JSON.stringify(CLOSED).replace('["*"]', '["ml.none"]')),
      'but its content is',
    ],
    ['another whole bundle in its place', () => s3.force(keyOf(B), JSON.stringify(renamed)), 'is bundle'],
    ['a rule that this gateway does not have', activateTomorrow, 'which this gateway does not have'],
    ['a pointer that is no JSON', () => s3.force('active.json', '{'), 'malformed'],
    ['a pointer to no version', () => point('latest'), 'malformed'],
    ['a pointer that moved in no known way', () => point(B, { change: 'undo' }), 'malformed'],
    ['a pointer out of the folder', () => point('../active'), 'malformed'],
    ['no pointer', () => s3.force('active.json', null), 'no bundle is active'],
    ['an S3 that refuses', () => s3.breakDown(403), ''],
    ['an S3 that fails', () => s3.breakDown(500), ''],
    ['an S3 that does not answer', () => s3.breakDown('hang'), ''],
  ];

  it.each(faults)('%s: the last good one goes on, and operators are told', async (_name, fault, message) => {
    await judgedBy();
    point(B);
    fault();
    expect(await laterJudgedBy()).toBe('A');
    expect(events).toEqual(['null → A', expect.stringMatching(new RegExp(`^A: .*${message}`, 's'))]);
  });

  it.each(faults)('%s: an environment that has none refuses', async (_name, fault) => {
    point(B);
    fault();
    await expect(source.load()).rejects.toMatchObject(refused);
    expect(events).toEqual([expect.stringMatching(/^null: /)]);
  });

  it('refuses once the last good one was not confirmed for too long', async () => {
    await judgedBy();
    s3.breakDown(500);
    now += TRUST_MS - 1;
    expect(await judgedBy()).toBe('A');
    now += 1;
    await expect(source.load()).rejects.toMatchObject(refused);
  });

  it('counts that time from the last look that succeeded, changed or not', async () => {
    await judgedBy();
    now += TRUST_MS - 1;
    expect(await judgedBy()).toBe('A');
    s3.breakDown(500);
    now += TRUST_MS - 1;
    expect(await judgedBy()).toBe('A');
  });

  it('is looked at again only when the last look is old, as S3 is slow where it is down', async () => {
    await judgedBy();
    s3.breakDown(500);
    await laterJudgedBy();
    await judgedBy();
    expect(events).toHaveLength(2);
    await laterJudgedBy();
    expect(events).toHaveLength(3);
  });

  it('heals: what was published after the pointer moved, and S3 that answers again', async () => {
    await judgedBy();
    s3.force(keyOf(B), null);
    point(B);
    expect(await laterJudgedBy()).toBe('A');
    s3.force(keyOf(B), JSON.stringify(CLOSED));
    expect(await laterJudgedBy()).toBe('B');
    s3.breakDown(500);
    now += TRUST_MS;
    await expect(source.load()).rejects.toMatchObject(refused);
    s3.breakDown(null);
    expect(await laterJudgedBy()).toBe('B');
  });

  it('does not hold up an environment without a bundle: each request looks', async () => {
    s3.breakDown(500);
    await expect(source.load()).rejects.toMatchObject(refused);
    s3.breakDown(null);
    expect(await judgedBy()).toBe('A');
  });
});
