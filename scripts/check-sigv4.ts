/**
 * node scripts/check-sigv4.ts <vectors-folder> [mutations] [seed]
 *
 * Holds the gateway's SigV4 against signatures that others made: the vectors of aws-c-auth and botocore, of which those
 * signed in headers verify and those presigned are refused; then mutates captured requests, of which none may get through.
 * Exit code 1 where one is wrong; the vectors are skipped where the folder is not there.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretKeyOf } from '../gateway/identity/secret-key.ts';
import {
  canonicalRequest,
  type HeaderPair,
  headerValues,
  parseAuthorization,
  sha256,
  signatureOf,
  stringToSign,
  type WireRequest,
} from '../gateway/identity/sigv4.ts';
import { claimOf } from '../gateway/identity/verify-sdk-request.ts';
import { fuzz } from '../test/support/sdk-fuzz.ts';

const [folder = '', mutations = '100000', seed = '1'] = process.argv.slice(2);

interface Vector {
  readonly name: string;
  readonly request: WireRequest;
  readonly secretAccessKey: string;
  readonly isNormalized: boolean;
}

/** A raw request; a line that begins with white space goes on with the header before it. */
function requestIn(text: string): WireRequest {
  const [head = '', ...body] = text.replace(/\r\n/g, '\n').split('\n\n');
  const [startLine = '', ...lines] = head.replace(/\n[ \t]+/g, ' ').split('\n');
  const [, method = '', target = ''] = /^(\S+) (.*) HTTP\/1\.1$/.exec(startLine) ?? [];
  const [path = '', ...query] = target.split('?');
  const headers = lines
    .filter((line) => line !== '')
    .map((line): HeaderPair => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1)];
    });
  return { method, path, query: query.join('?'), headers, body: Buffer.from(body.join('\n\n')) };
}

function cAuthVectors(root: string): readonly Vector[] {
  const names = readdirSync(root, { withFileTypes: true }).filter((each) => each.isDirectory());
  return names.map(({ name }) => {
    const context = JSON.parse(readFileSync(join(root, name, 'context.json'), 'utf8'));
    const text = readFileSync(join(root, name, 'header-signed-request.txt'), 'utf8');
    return {
      name,
      request: requestIn(text),
      secretAccessKey: context.credentials.secret_access_key,
      isNormalized: context.normalize,
    };
  });
}

/** What stands for its signature is made of its token. */
const NO_SIGNATURE = 'get-vanilla-with-session-token.sreq';

function botocoreVectors(root: string): readonly Vector[] {
  const files = (readdirSync(root, { recursive: true }) as string[])
    .filter((file) => file.endsWith('.sreq'))
    .filter((file) => !file.endsWith(NO_SIGNATURE));
  return files.map((file) => ({
    name: file,
    request: requestIn(readFileSync(join(root, file), 'utf8')),
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    isNormalized: true,
  }));
}

function isVerified({ request, secretAccessKey, isNormalized }: Vector): boolean {
  const authorization = parseAuthorization(headerValues(request.headers, 'authorization')[0] ?? '');
  if (!authorization.ok) return false;
  const { scope, signedHeaders, signature } = authorization.value;
  const [timestamp = ''] = headerValues(request.headers, 'x-amz-date');
  const canonical = canonicalRequest({ ...request, signedHeaders, payloadHash: sha256(request.body) });
  const lines = canonical.split('\n');
  // Sets say how a path goes into the signature; here it is always normalised, as SageMaker has it.
  const sent = isNormalized ? canonical : [lines[0], encodeURI(request.path), ...lines.slice(2)].join('\n');
  return signatureOf(secretKeyOf(secretAccessKey), scope, stringToSign(timestamp, scope, sent)) === signature;
}

const site = {
  region: 'us-east-1',
  service: 'service',
  now: Date.UTC(2015, 7, 30, 12, 36),
  maxSkewMs: 300_000,
  hosts: ['example.amazonaws.com'],
  refuseTarget: () => null,
};

function presignedTaken(root: string): readonly string[] {
  const names = readdirSync(root, { withFileTypes: true }).filter((each) => each.isDirectory());
  return names
    .map(({ name }) => ({
      name,
      request: requestIn(readFileSync(join(root, name, 'query-signed-request.txt'), 'utf8')),
    }))
    .filter(({ request }) => claimOf(request, site).ok)
    .map(({ name }) => `presigned ${name} was not refused`);
}

function checkVectors(): readonly string[] {
  if (!existsSync(folder)) {
    console.log(`skipped: there is no folder ${folder}`);
    return [];
  }
  const cAuth = join(folder, 'aws-c-auth-v4');
  const vectors = [...cAuthVectors(cAuth), ...botocoreVectors(join(folder, 'botocore-aws4_testsuite'))];
  const wrong = vectors.filter((vector) => !isVerified(vector)).map(({ name }) => `${name} does not verify`);
  console.log(`${vectors.length - wrong.length} of ${vectors.length} vectors signed in headers verify`);
  return [...wrong, ...presignedTaken(cAuth)];
}

const through = fuzz(Number(seed), Number(mutations));
console.log(`${mutations} mutations from seed ${seed}: ${through.length} got through`);
const failures = [...checkVectors(), ...through];
for (const failure of failures) console.log(`  ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
