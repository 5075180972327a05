import { freshTable } from '../job-store.ts';
import { ADMISSION_GUARDS } from './guards.ts';
import { play } from './run.ts';
import { GOVERNANCE } from './scenario.ts';
import { DATABASES, type Simulation } from './search.ts';
import { LATEST_EFFECT_MS, type UpstreamFaults } from './upstream.ts';

const SOUND: UpstreamFaults = { latestEffectMs: LATEST_EFFECT_MS, blindToTags: false };

/** The flows and the DynamoDB adapter against a SageMaker that is late, busy or lies. */
export const ADMISSION: Simulation = {
  length: 80,
  guards: ADMISSION_GUARDS,
  async open(database = 'memory', faults = {}) {
    const { client, close } = await DATABASES[database]();
    return {
      play: async (choices) => {
        const tableName = await freshTable(client);
        return play(choices, { governance: GOVERNANCE, client, tableName, faults: { ...SOUND, ...faults } });
      },
      close,
    };
  },
};
