import type { Fields, Refusal } from './dynalite.ts';

const NAMESPACE = 'com.amazonaws.dynamodb.v20120810#';

/** An expected error that dynalite has no maker for. `details` are the exception's own members. */
export const refusal = (name: string, message: string, details: Fields = {}): Refusal =>
  Object.assign(new Error(message), { statusCode: 400, body: { __type: NAMESPACE + name, message, ...details } });

export const isRefusal = (error: unknown): error is Refusal =>
  typeof error === 'object' && error !== null && 'statusCode' in error && 'body' in error;

/** The exception's name without its namespace, such as `ValidationException`. */
export const nameOf = ({ body }: Refusal): string => body.__type.slice(body.__type.indexOf('#') + 1);

export const isConditionFailure = (error: Refusal): boolean => nameOf(error) === 'ConditionalCheckFailedException';

/** The error as a caller in the same process meets it: named as the exception, with its members on it. */
export function thrown(error: Refusal): Error {
  const { __type, message, Message, ...details } = error.body;
  return Object.assign(new Error(message ?? Message ?? ''), { name: nameOf(error) }, details);
}
