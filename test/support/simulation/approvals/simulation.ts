import { freshTable } from '../../job-store.ts';
import { DATABASES, type Simulation } from '../search.ts';
import { APPROVAL_GUARDS } from './guards.ts';
import { play } from './run.ts';

/** What the gateway does where people have to approve a job, with policies that change and a Slack that is down, slow or silent. */
export const APPROVALS: Simulation = {
  length: 120,
  guards: APPROVAL_GUARDS,
  async open(database = 'memory') {
    const { client, close } = await DATABASES[database]();
    return { play: async (choices) => play(choices, { client, tableName: await freshTable(client) }), close };
  },
};
