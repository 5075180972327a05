import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { BundleStore } from '../../bundle/source.ts';
import { patientS3, type S3 } from './client.ts';
import { type BundleBucket, bundleKey, isMissingObject, POINTER_KEY, statusOf } from './objects.ts';
import { bundleReader } from './reader.ts';

/** The bucket as operators see it. Every write is conditional: none overwrites what its writer has not seen. */
export function bundleStore(bucket: BundleBucket): BundleStore {
  const s3 = patientS3(bucket);
  return {
    ...bundleReader(s3, bucket),
    publish: (version, text) => publish(s3, bucket, version, text),
    movePointer: (text, knownTag) => movePointer(s3, bucket, text, knownTag),
    pointerHistory: (limit) => pointerHistory(s3, bucket, limit),
  };
}

const NONE = { IfNoneMatch: '*' } as const;

async function publish(s3: S3, bucket: BundleBucket, version: string, text: string): Promise<'published' | 'there'> {
  try {
    await put(s3, bucket, bundleKey(version), text, NONE);
    return 'published';
  } catch (error) {
    if (statusOf(error) === 412) return 'there';
    throw error;
  }
}

async function movePointer(s3: S3, bucket: BundleBucket, text: string, knownTag: string | null) {
  try {
    await put(s3, bucket, POINTER_KEY, text, knownTag === null ? NONE : { IfMatch: knownTag });
    return 'moved';
  } catch (error) {
    if (isMissingObject(error) || LOST.includes(statusOf(error) ?? 0)) return 'lost';
    throw error;
  }
}

/** 412: another state. 409: another write is under way. S3 User Guide, "conditional writes" (2026-11). */
const LOST: readonly number[] = [409, 412];

type Condition = typeof NONE | { readonly IfMatch: string };

async function put({ client, bounds }: S3, { name }: BundleBucket, Key: string, Body: string, condition: Condition) {
  const input = { Bucket: name, Key, Body, ContentType: 'application/json', ...condition };
  await client.send(new PutObjectCommand(input), bounds());
}

async function pointerHistory(
  { client, bounds }: S3,
  { name: Bucket }: BundleBucket,
  limit: number,
): Promise<readonly string[]> {
  const listing = new ListObjectVersionsCommand({ Bucket, Prefix: POINTER_KEY, MaxKeys: limit });
  // S3 lists the versions of a key from the newest to the oldest.
  const { Versions = [] } = await client.send(listing, bounds());
  const texts = Versions.filter(({ Key }) => Key === POINTER_KEY).map(async ({ Key, VersionId }) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }), bounds());
    return (await Body?.transformToString()) ?? '';
  });
  return Promise.all(texts);
}
