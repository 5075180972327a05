import { types } from 'node:util';

/** Of what the operating system refuses most often: errno(3). */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'leads through a file',
  EISDIR: 'is a folder',
  EACCES: 'is not for you to read or write',
  EPERM: 'is not for you to read or write',
  EROFS: 'cannot be written, for its file system is read-only',
  ENOSPC: 'cannot be written, for the disk is full',
  ECONNREFUSED: 'does not accept connections',
  ENOTFOUND: 'is no host that is known',
};

/** What the operating system refused, as one sentence; null: the error is none of its own. */
export function systemErrorText(error: unknown): string | null {
  if (!isSystemError(error)) return null;
  const { code, message } = error;
  const words = WORDS[code];
  const thing = thingOf(error);
  return words === undefined || thing === undefined
    ? `the system refused it: ${message}`
    : `\`${thing}\` ${words} (${code})`;
}

type SystemError = NodeJS.ErrnoException & {
  readonly code: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
};

/** Node's own codes, which tell of mistakes in a program, begin with `ERR_`. */
const isSystemError = (error: unknown): error is SystemError =>
  types.isNativeError(error) && 'code' in error && typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code);

function thingOf({ path, address, port, hostname }: SystemError): string | undefined {
  if (path !== undefined) return path;
  return address === undefined ? hostname : `${address}:${port}`;
}
