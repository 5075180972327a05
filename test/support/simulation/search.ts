import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openDatabase } from '../../../local/dynamodb/database.ts';
import { clientOf, freshTable } from '../job-store.ts';
import { play, type RunReport } from './run.ts';
import { GOVERNANCE } from './scenario.ts';
import { LATEST_EFFECT_MS, type UpstreamFaults } from './upstream.ts';

const SOUND: UpstreamFaults = { latestEffectMs: LATEST_EFFECT_MS, blindToTags: false };

/** A database in memory on which any number of runs can be played, each on a table of its own. */
export async function stage(faults: Partial<UpstreamFaults> = {}) {
  const database = await openDatabase(null);
  const client: DynamoDBClient = clientOf(database);
  return {
    play: async (choices: readonly number[]): Promise<RunReport> => {
      const tableName = await freshTable(client);
      return play(choices, { governance: GOVERNANCE, client, tableName, faults: { ...SOUND, ...faults } });
    },
    close: () => database.close(),
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
