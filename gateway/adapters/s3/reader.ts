import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { BundleReader } from '../../bundle/source.ts';
import type { S3 } from './client.ts';
import { type BundleBucket, bundleKey, isMissingObject, POINTER_KEY, statusOf } from './objects.ts';

/** The bucket as functions see it: `active.json`, and `bundles/<version>.json` which are written once. */
export const bundleReader = ({ client, bounds }: S3, { name: Bucket }: BundleBucket): BundleReader => ({
  async readPointer(knownTag) {
    const input = { Bucket, Key: POINTER_KEY, ...(knownTag !== null && { IfNoneMatch: knownTag }) };
    try {
      const { Body, ETag: tag } = await client.send(new GetObjectCommand(input), bounds());
      if (!Body || !tag) throw new Error('S3 gave the pointer without its content or ETag');
      return { kind: 'read', text: await Body.transformToString(), tag };
    } catch (error) {
      if (statusOf(error) === 304) return { kind: 'unchanged' };
      if (isMissingObject(error)) return { kind: 'absent' };
      throw error;
    }
  },
  async readBundle(version) {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: bundleKey(version) }), bounds());
      return (await Body?.transformToString()) ?? null;
    } catch (error) {
      if (isMissingObject(error)) return null;
      throw error;
    }
  },
});
