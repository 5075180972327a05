import type { JsonObject } from './json.ts';

/** An answer in AWS JSON 1.1. `errorType` is null exactly where `status` is 200; `body` null is an empty body. */
export interface Answer {
  readonly status: number;
  readonly errorType: string | null;
  readonly body: JsonObject | null;
}

/** A value, or the refusal to answer with. */
export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Answer };

export const success = (body: JsonObject | null): Answer => ({ status: 200, errorType: null, body });

/** An error as SDKs read it: boto and the CLI look at `__type`, Go v2 at `Message`, JS at `message`. */
export const refusal = (errorType: string, message: string, status = 400): Answer => ({
  status,
  errorType,
  body: { __type: errorType, message, Message: message },
});

export const invalid = (message: string): Answer => refusal('ValidationException', message);

/** What SageMaker says of a job that is not there (a ValidationException, not ResourceNotFound). */
export const notFound = (): Answer => invalid('Requested resource not found.');

/** What SageMaker says where a job's status forbids the request (seen of StopTrainingJob). */
export const wrongStatus = (status: string): string =>
  `The request was rejected because the training job is in status ${status}.`;

/** Of a NextToken that no answer has given. */
export const invalidToken = (): Answer => invalid('The NextToken is not valid.');

/** One broken constraint in SageMaker's words. `path` is lowerCamel; `value` null: the member is missing. */
export function breach(path: string, value: unknown, constraint: string): string {
  const shown = value === null ? 'null' : `'${String(value)}'`;
  return `Value ${shown} at '${path}' failed to satisfy constraint: Member must ${constraint}`;
}

export const missing = (path: string): string => breach(path, null, 'not be null');

/** Null where nothing is broken, else one ValidationException that lists all. */
export function refuseBreaches(breaches: readonly string[]): Answer | null {
  if (breaches.length === 0) return null;
  const counted = breaches.length === 1 ? '1 validation error' : `${breaches.length} validation errors`;
  return invalid(`${counted} detected: ${breaches.join('; ')}`);
}
