import { listenOnLoopback } from '../loopback-server.ts';
import type { Written } from './collected-writes.ts';
import { type Database, openDatabase } from './database.ts';
import { type DynamodbFaults, dynamodbFaults } from './faults.ts';
import { httpListener } from './http.ts';

export interface DynamodbServer extends Database {
  /** The endpoint for an SDK client, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly faults: Pick<DynamodbFaults, 'operations' | 'add'>;
}

/**
 * Starts an embedded DynamoDB on 127.0.0.1: dynalite with transactions added.
 * `directory`: where tables and items are kept, to be there at the next start; null keeps them in memory.
 * `port`: 0, the default, picks a free one. Rejects when the port or the directory is in use.
 * `close` cuts every connection, then ends when what was begun is done.
 */
export async function startDynamodb(options: {
  directory: string | null;
  port?: number;
  written?: Written;
}): Promise<DynamodbServer> {
  const database = await openDatabase(options.directory, options.written);
  const faults = dynamodbFaults();
  try {
    const server = await listenOnLoopback(httpListener({ ...database, takeFault: faults.take }), options.port ?? 0);
    const close = async () => {
      await server.close();
      await database.close();
    };
    return { ...database, url: server.url, faults, close };
  } catch (error) {
    await database.close();
    throw error;
  }
}
