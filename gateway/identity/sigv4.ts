// The parts of AWS Signature Version 4 for headers. IAM User Guide, "Create a signed AWS API request" (2026-11).
import { createHash, createHmac, type KeyObject } from 'node:crypto';
import { err, ok, type Result } from '../shared/result.ts';

/** Name and value, in order and case as sent; a header that was sent twice is there twice. */
export type HeaderPair = readonly [name: string, value: string];

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Percent-encoded as sent, without the query. */
  readonly path: string;
  /** As sent, without `?`; empty where there is none. */
  readonly query: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array;
}

/** What a signature is valid for. */
export interface CredentialScope {
  /** YYYYMMDD. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** What the Authorization header says. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** Lower case, sorted, each once. */
  readonly signedHeaders: readonly string[];
  /** 64 lower-case hex digits. */
  readonly signature: string;
}

/** Reads an Authorization header. Exactly the three fields, each once and well formed; the error says what is wrong. */
export function parseAuthorization(header: string): Result<Authorization, string> {
  const [algorithm, rest] = splitOnce(narrowed(header), ' ');
  if (algorithm !== ALGORITHM) return err(`the algorithm is \`${algorithm}\`, only \`${ALGORITHM}\` is accepted`);
  const fields = rest.split(',').map((field) => splitOnce(narrowed(field), '='));
  const names = fields.map(([name]) => name).sort();
  if (names.join() !== FIELDS.join())
    return err(`the fields are \`${names.join()}\`, exactly \`${FIELDS.join()}\` are accepted`);
  const { Credential = '', SignedHeaders = '', Signature = '' } = Object.fromEntries(fields);
  const [, accessKeyId, date, region, service] = CREDENTIAL.exec(Credential) ?? [];
  if (!accessKeyId || !date || !region || !service) {
    return err(
      `the credential \`${Credential}\` is not \`<access key id>/<YYYYMMDD>/<region>/<service>/aws4_request\``,
    );
  }
  const signedHeaders = SignedHeaders.split(';');
  if (!isSortedSet(signedHeaders) || !signedHeaders.every((name) => HEADER_NAME.test(name))) {
    return err(`the signed headers \`${SignedHeaders}\` are not lower case, sorted and each named once`);
  }
  if (!/^[0-9a-f]{64}$/.test(Signature)) return err('the signature is not 64 lower-case hex digits');
  return ok({ accessKeyId, scope: { date, region, service }, signedHeaders, signature: Signature });
}

/** What a canonical request is made of: the wire request but its body, of which only the hash counts. */
export interface CanonicalParts extends Omit<WireRequest, 'body'> {
  readonly signedHeaders: readonly string[];
  /** SHA-256 of the body, lower-case hex. */
  readonly payloadHash: string;
}

/** The canonical request as every service but S3 has it: the path normalised and encoded a second time. */
export function canonicalRequest(parts: CanonicalParts): string {
  const { method, path, query, headers, signedHeaders, payloadHash } = parts;
  const lines = signedHeaders.map((name) => `${name}:${canonicalHeaderValue(headers, name)}\n`).join('');
  return [method, canonicalPath(path), canonicalQuery(query), lines, signedHeaders.join(';'), payloadHash].join('\n');
}

/** What the signature signs. `timestamp`: X-Amz-Date as sent. */
export const stringToSign = (timestamp: string, scope: CredentialScope, canonical: string): string =>
  [ALGORITHM, timestamp, `${scope.date}/${scope.region}/${scope.service}/${TERMINATOR}`, sha256(canonical)].join('\n');

/** The signature, 64 lower-case hex digits; `secret` as secretKeyOf makes it. */
export function signatureOf(secret: KeyObject, scope: CredentialScope, toSign: string): string {
  const parts = [scope.date, scope.region, scope.service, TERMINATOR];
  const key = parts.reduce<KeyObject | Buffer>((derived, part) => hmac(derived, part), secret);
  return hmac(key, toSign).toString('hex');
}

/** SHA-256, lower-case hex; of a string, that of its UTF-8 bytes. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** The values of a header, whatever the case of its name. `lowerName` in lower case. */
export const headerValues = (headers: readonly HeaderPair[], lowerName: string): readonly string[] =>
  headers.filter(([name]) => name.toLowerCase() === lowerName).map(([, value]) => value);

/** Name and value of each query parameter, decoded, in order. `+` stands for itself. */
export const queryParameters = (query: string): readonly (readonly [name: string, value: string])[] =>
  query
    .split('&')
    .filter((parameter) => parameter !== '')
    .map((parameter) => splitOnce(parameter, '='))
    .map(([name, value]) => [percentDecoded(name), percentDecoded(value)]);

/** `text` without its percent-encoding; as it is where that does not hold UTF-8. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const TERMINATOR = 'aws4_request';
const FIELDS = ['Credential', 'Signature', 'SignedHeaders'];
const CREDENTIAL = /^([\w-]{1,128})\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request$/;
/** A token of RFC 9110, section 5.6.2, in lower case. */
const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;

/** Dot segments and doubled slashes go, a slash at the end stays. */
function canonicalPath(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(uriEncoded(segment));
  }
  return kept.length > 0 && path.endsWith('/') ? `/${kept.join('/')}/` : `/${kept.join('/')}`;
}

const canonicalQuery = (query: string): string =>
  queryParameters(query)
    .map(([name, value]) => [uriEncoded(name), uriEncoded(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

const canonicalHeaderValue = (headers: readonly HeaderPair[], lowerName: string): string =>
  headerValues(headers, lowerName).map(narrowed).join(',');

/** The white space of HTTP (RFC 9110, section 5.6.3), and no other, as one space between and none at the ends. */
const narrowed = (text: string): string => text.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '');

/** All but the unreserved characters of RFC 3986 as upper-case `%XX` of their UTF-8 bytes. */
const uriEncoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const hmac = (key: KeyObject | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const isSortedSet = (names: readonly string[]): boolean =>
  names.every((name, i) => i === 0 || (names[i - 1] ?? '') < name);

/** The text before and after the first separator; all and nothing where there is none. */
function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
