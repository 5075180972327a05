import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Database, openDatabase } from './database.ts';
import { httpServer } from './http.ts';

export interface DynamodbServer extends Database {
  /** The endpoint for an SDK client, such as `http://127.0.0.1:8000`. */
  readonly url: string;
}

/**
 * Starts an embedded DynamoDB on 127.0.0.1: dynalite with transactions added.
 * `directory`: where tables and items are kept, to be there at the next start; null keeps them in memory.
 * `port`: 0, the default, picks a free one. Rejects when the port or the directory is in use.
 * `close` cuts every connection, then ends when what was begun is done.
 */
export async function startDynamodb(options: { directory: string | null; port?: number }): Promise<DynamodbServer> {
  const database = await openDatabase(options.directory);
  const server = httpServer(database);
  try {
    server.listen(options.port ?? 0, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    await database.close();
    throw error;
  }
  // A server that listens on TCP has an address of this type.
  const { port } = server.address() as AddressInfo;
  return {
    ...database,
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await database.close();
    },
  };
}
