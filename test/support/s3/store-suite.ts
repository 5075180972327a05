import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lazyBundleReader } from '../../../gateway/adapters/s3/lazy-reader.ts';
import { bundleStore } from '../../../gateway/adapters/s3/store.ts';
import type { BundleReader, BundleStore } from '../../../gateway/bundle/source.ts';

/** An empty bucket, as operators and as functions see it. */
export interface BucketUnderTest {
  readonly store: BundleStore;
  readonly reader: BundleReader;
  close(): Promise<void>;
}

/** The bucket of that name, through the real client. */
export function seen(name: string, endpoint: string, close: () => Promise<void>): BucketUnderTest {
  const bucket = { name, endpoint };
  return { store: bundleStore(bucket), reader: lazyBundleReader(bucket), close };
}

const VERSION = 'a'.repeat(64);

/** What the port promises, over whatever speaks S3. */
export function bundleStoreConformance(open: () => Promise<BucketUnderTest>): void {
  let bucket: BucketUnderTest;
  beforeEach(async () => {
    bucket = await open();
  });
  afterEach(() => bucket.close());

  /** Moves the pointer and returns the tag that names its new state. */
  const moved = async (text: string, tag: string | null): Promise<string> => {
    expect(await bucket.store.movePointer(text, tag)).toBe('moved');
    const reading = await bucket.reader.readPointer(null);
    return reading.kind === 'read' ? reading.tag : '';
  };

  describe('bundles', () => {
    it('are absent, then what was published', async () => {
      expect(await bucket.reader.readBundle(VERSION)).toBeNull();
      expect(await bucket.store.publish(VERSION, '{"a":"ü"}')).toBe('published');
      expect(await bucket.reader.readBundle(VERSION)).toBe('{"a":"ü"}');
    });

    it('are written once', async () => {
      await bucket.store.publish(VERSION, 'first');
      expect(await bucket.store.publish(VERSION, 'second')).toBe('there');
      expect(await bucket.reader.readBundle(VERSION)).toBe('first');
    });

    it('are written once by many at the same time', async () => {
      const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => bucket.store.publish(VERSION, `${i}`)));
      expect(outcomes.filter((outcome) => outcome === 'published')).toHaveLength(1);
    });
  });

  describe('the pointer', () => {
    it('is absent, then what it was set to', async () => {
      expect(await bucket.reader.readPointer(null)).toEqual({ kind: 'absent' });
      await bucket.store.movePointer('one', null);
      expect(await bucket.reader.readPointer(null)).toEqual({ kind: 'read', text: 'one', tag: expect.any(String) });
    });

    it('is unchanged for who knows its tag, and read again after it moved', async () => {
      const tag = await moved('one', null);
      expect(await bucket.reader.readPointer(tag)).toEqual({ kind: 'unchanged' });
      await moved('two', tag);
      expect(await bucket.reader.readPointer(tag)).toMatchObject({ kind: 'read', text: 'two' });
    });

    it('is not moved by who saw another state', async () => {
      const first = await moved('one', null);
      await moved('two', first);
      expect(await bucket.store.movePointer('three', first)).toBe('lost');
      expect(await bucket.store.movePointer('three', null)).toBe('lost');
      expect(await bucket.reader.readPointer(null)).toMatchObject({ text: 'two' });
    });

    it('is not moved by who saw it where there is none', async () => {
      expect(await bucket.store.movePointer('one', '"0cc175b9c0f1b6a831c399e269772661"')).toBe('lost');
      expect(await bucket.reader.readPointer(null)).toEqual({ kind: 'absent' });
    });

    it('is moved by one of many who saw the same', async () => {
      const tag = await moved('one', null);
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, i) => bucket.store.movePointer(`next ${i}`, tag)),
      );
      expect(outcomes.filter((outcome) => outcome === 'moved')).toHaveLength(1);
    });

    it('has a history, newest first', async () => {
      expect(await bucket.store.pointerHistory(5)).toEqual([]);
      await moved('three', await moved('two', await moved('one', null)));
      expect(await bucket.store.pointerHistory(5)).toEqual(['three', 'two', 'one']);
      expect(await bucket.store.pointerHistory(2)).toEqual(['three', 'two']);
    });
  });
}
