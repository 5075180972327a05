import type { RequestError } from '../shared/errors.ts';

/** How many violations of one request are spelled out. */
export const MAX_REPORTED = 100;

/** All errors in one sentence as AWS words it: `2 validation errors detected: …; …`. */
export function awsMessage(errors: readonly RequestError[]): string {
  const count = errors.length > MAX_REPORTED ? `more than ${MAX_REPORTED}` : errors.length;
  const noun = errors.length === 1 ? 'error' : 'errors';
  return `${count} validation ${noun} detected: ${errors.map(({ message }) => message).join('; ')}`;
}

/** The sentence for a value that breaks a constraint. `observed` as `observedText` gives it. */
export const constraintMessage = (observed: string, path: string, constraint: string): string =>
  `Value ${observed} at '${path}' failed to satisfy constraint: ${constraint}`;
