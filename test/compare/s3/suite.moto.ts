import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { localAws } from '../../support/s3/local-aws.ts';
import { bundleStoreConformance, seen } from '../../support/s3/store-suite.ts';
import { type Moto, startMoto } from '../moto.ts';

localAws();

/** npm run compare:s3 */
describe('moto', () => {
  let moto: Moto;
  let buckets = 0;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto.close());

  bundleStoreConformance(async () => {
    buckets += 1;
    const Bucket = `policies-${buckets}`;
    const client = new S3Client({ endpoint: moto.url, forcePathStyle: true });
    await client.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    return seen(Bucket, moto.url, async () => undefined);
  });
});
