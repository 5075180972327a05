import { freshTable } from '../../job-store.ts';
import type { RunReport } from '../run.ts';
import { DATABASES, type DatabaseName } from '../search.ts';
import { play } from './run.ts';

/** How many choices a run is long, where nothing is said. */
export const LENGTH = 120;

/** A database on which any number of runs can be played, each on a table of its own. */
export async function stage(database: DatabaseName = 'memory') {
  const { client, close } = await DATABASES[database]();
  return {
    play: async (choices: readonly number[]): Promise<RunReport> =>
      play(choices, { client, tableName: await freshTable(client) }),
    close,
  };
}
