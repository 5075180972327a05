import { matchesGlob } from '../../shared/glob.ts';

/**
 * Where data lies, in one way of writing it: `s3://bucket/key`, `fs-0123456789abcdef0:/directory/` (directories end in a
 * slash), or the ARN of a dataset.
 */
export type Location = string;

/** What a request names; undefined: it can be read in no way, or in more than one. */
export const readLocation = (uri: string): Location | undefined => s3In(uri) ?? directoryIn(uri) ?? arnIn(uri);

/** The same with all that lies under it and nothing beside it, where what it names is a folder. */
export const asFolder = (location: Location): Location =>
  location.startsWith('arn:') || location.endsWith('/') ? location : `${location}/`;

/** What an entry of a policy allows, as a test of locations; undefined: it is no such entry. */
export function allowedBy(entry: string): ((location: Location) => boolean) | undefined {
  if (ARN_ENTRY.test(entry)) return (location) => matchesGlob(entry, location);
  const location = entry.includes('*') || entry.startsWith('https:') ? undefined : readLocation(entry);
  if (location === undefined) return undefined;
  const folder = asFolder(location);
  return (inside) => inside.startsWith(folder);
}

const ARN_ENTRY = /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:(?:\d{12}|aws):[^\s*]+\*?$/;
const arnIn = (uri: string): Location | undefined => (!uri.endsWith('*') && ARN_ENTRY.test(uri) ? uri : undefined);

/** Keys are compared letter by letter: S3 knows no way up, but what reads a key may, so `.` and `..` are nothing to judge. */
function s3In(uri: string): Location | undefined {
  const [, bucket = '', key = ''] = S3.exec(uri) ?? httpsIn(uri) ?? [];
  return BUCKET.test(bucket) && !hasDots(key) ? `s3://${bucket}/${key}` : undefined;
}

const S3 = /^s3:\/\/([^/]*)(?:\/(.*))?$/;

/** Names of buckets: S3 user guide, "General purpose bucket naming rules" (2026-11). Upper case is another bucket, or none. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const hasDots = (key: string): boolean => key.split('/').some((segment) => segment === '.' || segment === '..');

/** Bucket and key of an address. What has to be decoded may be decoded in two ways, so it is not read. */
function httpsIn(uri: string): RegExpExecArray | null {
  return /[%?#+]/.test(uri) ? null : (PATH_STYLE.exec(uri) ?? HOST_STYLE.exec(uri));
}

/** S3 user guide, "Methods for accessing a general purpose bucket" (2026-11). */
const ENDPOINT = String.raw`s3(?:[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?`;
const PATH_STYLE = new RegExp(`^https://${ENDPOINT}/([^/]+)(?:/(.*))?$`);
const HOST_STYLE = new RegExp(String.raw`^https://([a-z0-9.-]+)\.${ENDPOINT}(?:/(.*))?$`);

/** FSx and EFS, as `DataLocation` writes them. */
function directoryIn(uri: string): Location | undefined {
  const [, files = '', path = ''] = DIRECTORY.exec(uri) ?? [];
  if (files === '' || path.includes('//') || hasDots(path)) return undefined;
  return asFolder(`${files}:${path}`);
}

const DIRECTORY = /^(fs-[0-9a-f]{8,40}):(\/.*)$/;
