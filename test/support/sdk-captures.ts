import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretKeyOf } from '../../gateway/identity/secret-key.ts';
import type { HeaderPair, WireRequest } from '../../gateway/identity/sigv4.ts';
import { claimOf, isSignedWith } from '../../gateway/identity/verify-sdk-request.ts';

const FOLDER = 'test/data/sdk-captures';

/** One captured request, and whose key signed it. */
export interface Capture {
  readonly client: string;
  readonly request: WireRequest;
  readonly secretAccessKey: string;
  readonly sessionToken: string | null;
  readonly region: string;
  /** Epoch milliseconds of its X-Amz-Date. */
  readonly at: number;
}

interface CaptureFile {
  readonly client: string;
  readonly secretAccessKey: string;
  readonly requests: readonly { startLine: string; headers: [string, string][]; body: string }[];
}

/** Every request of every client. */
export const captures: readonly Capture[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .flatMap((file) => capturesIn(JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))));

function capturesIn({ client, secretAccessKey, requests }: CaptureFile): readonly Capture[] {
  return requests.map(({ startLine, headers, body }) => {
    const [method = '', path = ''] = startLine.split(' ');
    const valueIn = (name: string) => headers.find(([each]) => each.toLowerCase() === name)?.[1];
    const date = (valueIn('x-amz-date') ?? '').replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
    const [, region = ''] = /\/\d{8}\/([a-z0-9-]+)\//.exec(valueIn('authorization') ?? '') ?? [];
    return {
      client,
      request: { method, path, query: '', headers: headers as readonly HeaderPair[], body: Buffer.from(body) },
      secretAccessKey,
      sessionToken: valueIn('x-amz-security-token') ?? null,
      region,
      at: Date.parse(date),
    };
  });
}

/** Whether the gateway would take it, were it the host that the client called, at the time of the capture. */
export function isTaken({ region, at, secretAccessKey, sessionToken }: Capture, request: WireRequest): boolean {
  const site = {
    region,
    service: 'sagemaker',
    now: at,
    maxSkewMs: 300_000,
    hosts: ['127.0.0.1:18080'],
    refuseTarget: (target: string) =>
      /^SageMaker\.(?:Create|Describe|Stop|List)TrainingJobs?$/.test(target) ? null : 'no such operation',
  };
  const claim = claimOf(request, site);
  if (!claim.ok || claim.value.accessKeyId !== 'AKGWEXAMPLE0000000001') return false;
  return isSignedWith(request, claim.value, { secret: secretKeyOf(secretAccessKey), sessionToken });
}
