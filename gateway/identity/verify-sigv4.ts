import { timingSafeEqual } from 'node:crypto';
import type { EpochMs } from '../shared/clock.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { secretKeyOf } from './secret-key.ts';
import {
  type Authorization,
  canonicalRequest,
  type HeaderPair,
  headerValues,
  parseAuthorization,
  queryParameters,
  sha256,
  signatureOf,
  stringToSign,
  type WireRequest,
} from './sigv4.ts';

/** Why a request does not count as signed; the message is for the caller and holds no secret. */
export interface SigV4Refusal {
  readonly code: Extract<
    ErrorCode,
    'not-signed' | 'incomplete-signature' | 'invalid-signature' | 'unknown-key' | 'unknown-operation'
  >;
  readonly message: string;
}

/** What `lookup` has of an access key; `Key` may hold more, such as whose it is. */
export interface SigningKey {
  readonly secretAccessKey: string;
}

/** Where and when a signature has to be for. */
export interface SigV4Site {
  readonly region: string;
  readonly service: string;
  readonly now: EpochMs;
  /** How far X-Amz-Date may be from `now`, either way. AWS allows 300,000. */
  readonly maxSkewMs: number;
}

export interface SigV4Options<Key extends SigningKey> extends SigV4Site {
  readonly lookup: (accessKeyId: string) => Key | undefined;
}

export interface Signer<Key> {
  readonly accessKeyId: string;
  readonly key: Key;
}

/**
 * Who signed a request, in its headers, with a long-lived key that `lookup` knows. The body is hashed as it came,
 * whatever the headers claim of it. A presigned URL and a session token are refused.
 */
export function verifySigV4<Key extends SigningKey>(
  request: WireRequest,
  options: SigV4Options<Key>,
): Result<Signer<Key>, SigV4Refusal> {
  const claim = readClaim(request);
  if (!claim.ok) return claim;
  const payloadHash = sha256(request.body);
  const refusal = refuseScopeAndTime(claim.value, options) ?? refusePayload(request, payloadHash);
  if (refusal !== null) return err(refusal);
  return compareSignatures(request, payloadHash, claim.value, options.lookup);
}

/** What the caller says, not yet believed. */
export interface Claim extends Authorization {
  /** X-Amz-Date as sent. */
  readonly timestamp: string;
  readonly signedAt: EpochMs;
}

function readClaim({ query, headers }: WireRequest): Result<Claim, SigV4Refusal> {
  if (queryParameters(query).some(([name]) => /^x-amz-(algorithm|credential|signature)$/i.test(name))) {
    return refused(
      'incomplete-signature',
      'the query holds a signature: sign the headers, presigned requests are not accepted',
    );
  }
  const [header] = headerValues(headers, 'authorization');
  if (header === undefined)
    return refused('not-signed', 'the request has no Authorization header: sign it with AWS Signature Version 4');
  const repeated = SINGLE_HEADERS.find((name) => headerValues(headers, name).length > 1);
  if (repeated !== undefined)
    return refused('incomplete-signature', `\`${repeated}\` was sent more than once: send it once`);
  const authorization = parseAuthorization(header);
  if (!authorization.ok) return refused('incomplete-signature', authorization.error);
  const unsigned = unsignedOrAbsent(authorization.value, headers);
  if (unsigned !== null) return refused('incomplete-signature', unsigned);
  if (headerValues(headers, 'x-amz-security-token').length > 0) {
    return refused('unknown-key', 'the session token is not known here: sign with a long-lived key');
  }
  return dated(authorization.value, headers);
}

/** The claim with the time that X-Amz-Date says. */
export function dated(authorization: Authorization, headers: readonly HeaderPair[]): Result<Claim, SigV4Refusal> {
  const [timestamp = ''] = headerValues(headers, 'x-amz-date');
  const signedAt = epochMsOf(timestamp);
  if (signedAt === null)
    return refused(
      'incomplete-signature',
      `the X-Amz-Date \`${timestamp}\` is not a time such as \`20261101T120000Z\``,
    );
  return ok({ ...authorization, timestamp, signedAt });
}

/** Headers on which the meaning of a signature hangs: two of one kind would let each reader choose. */
const SINGLE_HEADERS = ['authorization', 'host', 'x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token'];

function unsignedOrAbsent({ signedHeaders }: Authorization, headers: readonly HeaderPair[]): string | null {
  if (!signedHeaders.includes('host')) return 'the Host header is not signed: name `host` among the signed headers';
  const absent = signedHeaders.find((name) => headerValues(headers, name).length === 0);
  return absent === undefined ? null : `the signed header \`${absent}\` was not sent`;
}

/** What of scope and time is not what it has to be; null: nothing. */
export function refuseScopeAndTime(claim: Claim, { region, service, now, maxSkewMs }: SigV4Site): SigV4Refusal | null {
  const { scope, timestamp, signedAt } = claim;
  if (scope.region !== region || scope.service !== service) {
    const seen = `${scope.region}/${scope.service}`;
    return {
      code: 'invalid-signature',
      message: `Credential should be scoped to a valid region and service: it is scoped to \`${seen}\`, sign for \`${region}/${service}\``,
    };
  }
  if (!timestamp.startsWith(scope.date)) {
    return {
      code: 'invalid-signature',
      message: `the credential is of \`${scope.date}\`, the X-Amz-Date \`${timestamp}\` of another day`,
    };
  }
  if (Math.abs(now - signedAt) <= maxSkewMs) return null;
  const message = `Signature expired: it was made at \`${timestamp}\`, more than ${maxSkewMs / 1000} seconds from \`${isoBasic(now)}\``;
  return { code: 'invalid-signature', message };
}

/** A declared hash that is not the body's: `UNSIGNED-PAYLOAD` and the like are none either. */
export function refusePayload({ headers }: WireRequest, payloadHash: string): SigV4Refusal | null {
  const [declared] = headerValues(headers, 'x-amz-content-sha256');
  if (declared === undefined || declared === payloadHash) return null;
  return { code: 'invalid-signature', message: 'the X-Amz-Content-Sha256 header is not the hash of the body' };
}

/** An unknown key costs the same work as a known one. */
function compareSignatures<Key extends SigningKey>(
  request: WireRequest,
  payloadHash: string,
  { accessKeyId, scope, signedHeaders, signature, timestamp }: Claim,
  lookup: (accessKeyId: string) => Key | undefined,
): Result<Signer<Key>, SigV4Refusal> {
  const key = lookup(accessKeyId);
  const canonical = canonicalRequest({ ...request, signedHeaders, payloadHash });
  const expected = signatureOf(
    secretKeyOf(key?.secretAccessKey ?? 'no such key'),
    scope,
    stringToSign(timestamp, scope, canonical),
  );
  const equal = timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(signature, 'hex'));
  if (key === undefined) return refused('unknown-key', `the access key \`${accessKeyId}\` is not known here`);
  if (!equal) return refused('invalid-signature', 'the signature is not that of this request and the access key');
  return ok({ accessKeyId, key });
}

export const refused = (code: SigV4Refusal['code'], message: string) => err({ code, message });

/** Of `20261101T120000Z`; null where that is no time. */
function epochMsOf(timestamp: string): EpochMs | null {
  const iso = timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const at = iso === timestamp ? Number.NaN : Date.parse(iso);
  // Date.parse takes hour 24, and the 31st of every month, for times of the day after.
  return Number.isNaN(at) || isoBasic(at) !== timestamp ? null : at;
}

const isoBasic = (at: EpochMs): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
