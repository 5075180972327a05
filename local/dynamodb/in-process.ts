import type { Database } from './database.ts';

/** What is looked at of a request of the SDK (an HttpRequest of @smithy/types). */
interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The SDK's HttpHandler, as far as a client calls it. */
interface RequestHandler {
  handle(request: Request): Promise<{
    response: { statusCode: number; headers: Record<string, string>; body: Uint8Array };
  }>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

/**
 * The real client over an embedded database with no socket between them:
 * `new DynamoDBClient({ requestHandler: requestHandler(database), region, credentials })`. A third of a small call is
 * the signature, which nobody looks at: `signer: { sign: async (request) => request }` leaves it out.
 */
export const requestHandler = (database: Pick<Database, 'answer'>): RequestHandler => ({
  async handle({ headers, body = '' }) {
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
    const answer = await database.answer(headers['x-amz-target'] ?? '', text);
    const response = {
      statusCode: answer.statusCode,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: new TextEncoder().encode(answer.body),
    };
    return { response };
  },
  destroy() {},
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
});
