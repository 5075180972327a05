import { type KeyObject, timingSafeEqual } from 'node:crypto';
import { err, ok, type Result } from '../shared/result.ts';
import { secretKeyOf } from './secret-key.ts';
import {
  type Authorization,
  canonicalRequest,
  type HeaderPair,
  headerValues,
  parseAuthorization,
  sha256,
  signatureOf,
  stringToSign,
  type WireRequest,
} from './sigv4.ts';
import {
  type Claim,
  dated,
  refused,
  refusePayload,
  refuseScopeAndTime,
  type SigV4Refusal,
  type SigV4Site,
} from './verify-sigv4.ts';

/** What a request of an AWS SDK has to be for. */
export interface SdkSite extends SigV4Site {
  /** Values of the Host header under which the gateway is reached. */
  readonly hosts: readonly string[];
  /** Why a value of X-Amz-Target names nothing that there is; null: it does. */
  readonly refuseTarget: (target: string) => string | null;
}

/** What proves a claim: the secret, and the session token that goes with it, if any. */
export interface Proof {
  readonly secret: KeyObject;
  readonly sessionToken: string | null;
}

/** What is claimed, of a body of this hash. */
export interface SdkClaim extends Claim {
  readonly payloadHash: string;
}

/**
 * What a request to the SDK door claims, once everything about it that needs no key is as it must be. Stricter than AWS:
 * nothing that means anything here may go unsigned, come twice or be left to interpretation.
 */
export function claimOf(request: WireRequest, site: SdkSite): Result<SdkClaim, SigV4Refusal> {
  const authorization = authorizationIn(request);
  if (!authorization.ok) return authorization;
  const incomplete = incompleteness(request, authorization.value);
  if (incomplete !== null) return refused('incomplete-signature', incomplete);
  const [target = ''] = headerValues(request.headers, 'x-amz-target');
  const unknown = site.refuseTarget(target);
  if (unknown !== null) return refused('unknown-operation', unknown);
  const claim = dated(authorization.value, request.headers);
  if (!claim.ok) return claim;
  const payloadHash = sha256(request.body);
  const refusal =
    refuseHost(request, site) ?? refuseScopeAndTime(claim.value, site) ?? refusePayload(request, payloadHash);
  return refusal === null ? ok({ ...claim.value, payloadHash }) : err(refusal);
}

/**
 * Whether the claim is proven. Takes constant time in the signature; without a proof, as for a key that is not known,
 * it does the same work and is false.
 */
export function isSignedWith(request: WireRequest, claim: SdkClaim, proof: Proof | null): boolean {
  const { scope, timestamp, signedHeaders, payloadHash } = claim;
  const headers = withContentLength(request);
  const signature = Buffer.from(claim.signature, 'hex');
  const matches = pathsOf(request.path).map((path) => {
    const canonical = canonicalRequest({ ...request, path, headers, signedHeaders, payloadHash });
    const expected = signatureOf(proof?.secret ?? NOBODYS, scope, stringToSign(timestamp, scope, canonical));
    return timingSafeEqual(Buffer.from(expected, 'hex'), signature);
  });
  return matches.includes(true) && proof !== null && isTokenOf(request, proof);
}

/** The same for a key that is not known and for a signature that is not its key's: nobody learns which keys there are. */
export const unproven = (accessKeyId: string): SigV4Refusal => ({
  code: 'unknown-key',
  message: `the access key \`${accessKeyId}\` is no gateway key, or the request was not signed with its secret: use the key pair that \`traingate keys create\` printed, for the service \`sagemaker\`, and with no AWS_SESSION_TOKEN`,
});

const NOBODYS = secretKeyOf('no such key');

function authorizationIn({ method, path, query, headers }: WireRequest): Result<Authorization, SigV4Refusal> {
  if (query !== '') return refused('incomplete-signature', 'the request has a query: sign the headers and send none');
  if (method !== 'POST')
    return refused('incomplete-signature', `the method is \`${method}\`: only POST is signed for here`);
  if (!PLAIN_PATH.test(path))
    return refused('incomplete-signature', `the path \`${path}\` could be read in two ways: send \`/\``);
  const [header, ...more] = headerValues(headers, 'authorization');
  if (header === undefined) {
    return refused('not-signed', 'Missing Authentication Token: sign the request with AWS Signature Version 4');
  }
  if (more.length > 0) return refused('incomplete-signature', '`authorization` was sent more than once: send it once');
  const authorization = parseAuthorization(header);
  return authorization.ok ? authorization : refused('incomplete-signature', authorization.error);
}

/** Segments that no normalisation changes. */
const PLAIN_PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~$-]+)*\/?$/;

/** Without these a signature would hold for another request, too. */
const MUST_BE_SIGNED = ['host', 'x-amz-date', 'x-amz-target', 'content-type'];
/** Headers beside all `x-amz-` ones that may come once at most. */
const ONCE = ['host', 'content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'date'];
/** CloudFront's own, put in on the way. */
const ADDED_ON_THE_WAY = ['x-amz-cf-id'];

/** What is left open, told as a caller can mend it; null: nothing. */
function incompleteness({ headers, body }: WireRequest, { signedHeaders }: Authorization): string | null {
  const names = headers.map(([name]) => name.toLowerCase());
  const amazons = names.filter((name) => name.startsWith('x-amz-') && !ADDED_ON_THE_WAY.includes(name));
  const unsigned = [...MUST_BE_SIGNED, ...amazons].find((name) => !signedHeaders.includes(name));
  if (unsigned !== undefined) return `the header \`${unsigned}\` is not signed: name it among the signed headers`;
  const counted = [...ONCE, ...amazons, ...signedHeaders];
  const repeated = counted.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (repeated !== undefined) return `\`${repeated}\` was sent more than once: send it once`;
  const absent = signedHeaders.find((name) => name !== 'content-length' && !names.includes(name));
  if (absent !== undefined) return `the signed header \`${absent}\` was not sent`;
  if (names.includes('content-encoding')) return 'the body has a content-encoding: send it as it is';
  const [length] = headerValues(headers, 'content-length');
  if (length === undefined || length === String(body.byteLength)) return null;
  return `the content-length is \`${length}\`, and ${body.byteLength} bytes came`;
}

function refuseHost({ headers }: WireRequest, { hosts }: SdkSite): SigV4Refusal | null {
  const [host = ''] = headerValues(headers, 'host');
  if (hosts.includes(host)) return null;
  return {
    code: 'invalid-signature',
    message: `the signature is for the host \`${host}\`: this is ${hosts.join(', ')}`,
  };
}

/** API Gateway takes the header away; a client that signed it signed the number of bytes that came. */
const withContentLength = ({ headers, body }: WireRequest): readonly HeaderPair[] =>
  headerValues(headers, 'content-length').length > 0
    ? headers
    : [...headers, ['content-length', String(body.byteLength)]];

/** Clients write the root of an endpoint, such as `/prod`, with a slash at its end or without, and sign what they write. */
function pathsOf(path: string): readonly string[] {
  const root = path.replace(/\/$/, '');
  return root === '' ? ['/'] : [root, `${root}/`];
}

function isTokenOf({ headers }: WireRequest, { sessionToken }: Proof): boolean {
  const [sent] = headerValues(headers, 'x-amz-security-token');
  if (sent === undefined || sessionToken === null) return (sent ?? null) === sessionToken;
  return timingSafeEqual(Buffer.from(sha256(sent), 'hex'), Buffer.from(sha256(sessionToken), 'hex'));
}
