import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openDatabase } from '../../../local/dynamodb/database.ts';
import { startDynamodb } from '../../../local/dynamodb/server.ts';
import { startMoto } from '../../compare/moto.ts';
import { clientOf, SITE } from '../job-store.ts';
import type { Guard } from './guard.ts';
import type { RunReport } from './run.ts';

/** The DynamoDB that a run is played on: the embedded one in this process, the same over its wire, or moto's. */
export const DATABASES = {
  memory: async () => {
    const database = await openDatabase(null);
    return { client: clientOf(database), close: () => database.close() };
  },
  wire: async () => overTheWire(await startDynamodb({ directory: null })),
  moto: async () => overTheWire(await startMoto()),
} as const;

export type DatabaseName = keyof typeof DATABASES;

function overTheWire({ url, close }: { readonly url: string; close(): Promise<void> }) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: url, region: SITE.region, credentials, maxAttempts: 1 });
  return {
    client,
    close: async () => {
      client.destroy();
      await close();
    },
  };
}

/** Where any number of runs can be played, each on a table of its own. */
export interface Theatre {
  play(choices: readonly number[]): Promise<RunReport>;
  close(): Promise<void>;
}

/** Something that is played at random. */
export interface Simulation {
  /** How many choices a run is long, where nothing is said. */
  readonly length: number;
  readonly guards: readonly Guard[];
  open(database?: DatabaseName, faults?: Guard['faults']): Promise<Theatre>;
}

/** The tape of a seed: `length` choices below 2^31, the same on every machine (mulberry32). */
export function tapeOf(seed: number, length: number): readonly number[] {
  let state = seed >>> 0;
  return Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 1;
  });
}
