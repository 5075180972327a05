import type { IncomingMessage } from 'node:http';

/** Far above any request to what is embedded here; keeps a runaway client from filling the memory. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Null: too large. It is read to its end all the same, so that the client gets to hear of it. */
export async function readBody(message: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString('utf8') : null;
}
