import { rawQuery, type SignAs, signedHeaders } from './sigv4-signer.ts';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  // What a route answers is for the caller to know.
  // biome-ignore lint/suspicious/noExplicitAny: a JSON body of any shape
  readonly body: any;
}

export interface RestCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Record<string, string>;
  /** Sent as it is when it is text, else as JSON. */
  readonly body?: unknown;
  /** Beside those that every call has; signed like them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the REST API of a stack as the owner of the key. */
export async function callRest(url: string, key: SignAs, call: RestCall): Promise<RestAnswer> {
  const { method, path, query = {} } = call;
  const { host, origin, pathname } = new URL(url);
  // A stage, such as /prod, is part of what is signed.
  const whole = `${pathname.replace(/\/$/, '')}${path}`;
  const body = call.body === undefined || typeof call.body === 'string' ? call.body : JSON.stringify(call.body);
  const content = body === undefined ? {} : { body };
  const unsigned = {
    method,
    path: whole,
    query,
    headers: { host, 'content-type': 'application/json', ...call.headers },
    ...content,
  };
  const headers = await signedHeaders(unsigned, key);
  const search = rawQuery(query);
  const response = await fetch(`${origin}${whole}${search && `?${search}`}`, { method, headers, ...content });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
