import type { JsonObject } from '../../../shared/json.ts';
import { type HttpAnswer, json } from '../answer.ts';

const PATH = '/v1/openapi.json';
/** It changes with a deployment only; a client that polls it need not fetch it each time. */
const MAX_AGE_SECONDS = 300;

/**
 * The document with the server that it was asked of: whatever stands before its path in the URL that was called, such
 * as a stage or the base path of a custom domain.
 */
export function documentAt(document: JsonObject, calledPath: string): HttpAnswer {
  const base = calledPath.endsWith(PATH) ? calledPath.slice(0, -PATH.length) : '';
  const answer = json(200, { ...document, servers: [{ url: base || '/' }] });
  return { ...answer, headers: { ...answer.headers, 'cache-control': `public, max-age=${MAX_AGE_SECONDS}` } };
}
