import type { IncomingMessage } from 'node:http';
import { readBody } from '../read-body.ts';
import { type JsonObject, parseJsonObject } from '../sagemaker/json.ts';

/** What a request says, whichever way it is encoded. */
export interface Received {
  /** Whether it is a form, as a page sends it. */
  readonly isForm: boolean;
  /** Fields of the query and of the body; of a form they are texts. */
  readonly fields: JsonObject;
}

/** The path and query that a request asks for. */
export const addressOf = ({ url }: IncomingMessage): URL => new URL(`http://localhost${url}`);

/** Reads a form or a JSON object, with the fields of the query beneath. null: the body is neither, or too large. */
export async function receive(message: IncomingMessage): Promise<Received | null> {
  const body = await readBody(message);
  if (body === null) return null;
  const query = Object.fromEntries(addressOf(message).searchParams);
  const type = message.headers['content-type'] ?? '';
  if (body === '') return { isForm: /^application\/x-www-form-urlencoded\b/i.test(type), fields: query };
  if (/^application\/json\b/i.test(type)) {
    const fields = parseJsonObject(body);
    return fields && { isForm: false, fields: { ...query, ...fields } };
  }
  return { isForm: true, fields: { ...query, ...Object.fromEntries(new URLSearchParams(body)) } };
}

/**
 * Whether a request comes from a program or from a page of this server. A page elsewhere says its Origin; one that
 * made its own name point here (DNS rebinding) says that name in Host.
 */
export function isFromHere({ headers }: IncomingMessage): boolean {
  const { host = '', origin } = headers;
  const isLoopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
  return isLoopback && (origin === undefined || origin === `http://${host}`);
}

/** The field as text; '' where it is absent. */
export function textIn(fields: JsonObject, name: string): string {
  const value = fields[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Whether the field says yes, as forms and JSON say it. */
export const flagIn = (fields: JsonObject, name: string): boolean =>
  ['true', '1', true, 1].some((yes) => yes === fields[name]);

/** The field as a value, which forms send as JSON text; undefined: it is absent. ok is false where it is no JSON. */
export function valueIn(
  fields: JsonObject,
  name: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  const value = fields[name];
  if (value === '' || value === null) return { ok: true, value: undefined };
  if (typeof value !== 'string') return { ok: true, value };
  try {
    return { ok: true, value: JSON.parse(value) };
  } catch {
    return { ok: false }; // Where the JSON breaks off is of no use: Slack does not tell it either.
  }
}
