import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openDatabase } from '../../../local/dynamodb/database.ts';
import { startDynamodb } from '../../../local/dynamodb/server.ts';
import { startMoto } from '../../compare/moto.ts';
import { clientOf, freshTable, SITE } from '../job-store.ts';
import { play, type RunReport } from './run.ts';
import { GOVERNANCE } from './scenario.ts';
import { LATEST_EFFECT_MS, type UpstreamFaults } from './upstream.ts';

const SOUND: UpstreamFaults = { latestEffectMs: LATEST_EFFECT_MS, blindToTags: false };

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

/** A database on which any number of runs can be played, each on a table of its own. */
export async function stage(faults: Partial<UpstreamFaults> = {}, database: DatabaseName = 'memory') {
  const { client, close } = await DATABASES[database]();
  return {
    play: async (choices: readonly number[]): Promise<RunReport> => {
      const tableName = await freshTable(client);
      return play(choices, { governance: GOVERNANCE, client, tableName, faults: { ...SOUND, ...faults } });
    },
    close,
  };
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
