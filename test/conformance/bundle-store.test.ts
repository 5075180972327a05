import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startS3Double } from '../support/s3/double.ts';
import { localAws } from '../support/s3/local-aws.ts';
import { bundleStoreConformance, seen } from '../support/s3/store-suite.ts';

localAws();

describe('the double that tests use', () => {
  bundleStoreConformance(async () => {
    const s3 = await startS3Double();
    return seen(s3.bucket, s3.url, s3.close);
  });
});

describe('what only the double does', () => {
  let s3: Awaited<ReturnType<typeof startS3Double>>;
  beforeAll(async () => {
    s3 = await startS3Double();
  });
  afterAll(() => s3.close());

  it.each([
    ['the bucket is another', 'other', null],
    ['it refuses', 'policies', 403],
    ['it fails', 'policies', 500],
  ] as const)('every call throws where %s', async (_name, name, status) => {
    s3.breakDown(status);
    const { store, reader } = seen(name, s3.url, s3.close);
    const calls = [
      () => reader.readPointer(null),
      () => reader.readBundle('a'),
      () => store.publish('a', '{}'),
      () => store.movePointer('{}', null),
      () => store.movePointer('{}', '"a"'),
      () => store.pointerHistory(1),
    ];
    for (const call of calls) await expect(call()).rejects.toThrow();
  });

  it('a change that meets another one under way is lost, a bundle that does is not known to be there', async () => {
    s3.breakDown(409);
    const { store } = seen(s3.bucket, s3.url, s3.close);
    expect(await store.movePointer('{}', '"a"')).toBe('lost');
    await expect(store.publish('a', '{}')).rejects.toThrow();
  });

  it('a function asks once more where S3 fails', async () => {
    s3.breakDown(503);
    const before = s3.calls.length;
    await expect(seen(s3.bucket, s3.url, s3.close).reader.readPointer(null)).rejects.toThrow();
    expect(s3.calls.slice(before)).toEqual(['GET active.json 503', 'GET active.json 503']);
  });

  it('what lies beside the pointer is none of its history', async () => {
    s3.breakDown(null);
    s3.force('active.json', 'one');
    s3.force('active.json.old', 'other');
    expect(await seen(s3.bucket, s3.url, s3.close).store.pointerHistory(5)).toEqual(['one']);
  });

  it('a function waits for no more than a second', async () => {
    s3.breakDown('hang');
    const started = performance.now();
    await expect(seen('policies', s3.url, s3.close).reader.readPointer(null)).rejects.toThrow();
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});
