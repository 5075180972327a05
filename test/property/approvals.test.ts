import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GUARDS } from '../support/simulation/approvals/guards.ts';
import { LENGTH, stage } from '../support/simulation/approvals/search.ts';

const FOLDER = 'test/support/simulation/approvals';
const MAIN = ['--import', `./${FOLDER}/break.ts`, `${FOLDER}/main.ts`];
const RUNS = 40;
const RUNS_FROM_HINT = 150;

/** The simulation's command with one guard taken out. */
async function simulateWithout(guard: string, firstSeed: number): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '', TRAINGATE_BREAK: guard };
  const args = [...MAIN, String(RUNS_FROM_HINT), String(firstSeed)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch(
    (failed: { stdout: string }) => failed,
  );
  return stdout;
}

describe('approvals', () => {
  let theatre: Awaited<ReturnType<typeof stage>>;
  beforeAll(async () => {
    theatre = await stage();
  });
  afterAll(() => theatre.close());

  it('keep every invariant whoever votes, stops, tells or changes policies when, and whatever gets lost', async () => {
    const tapes = fc.array(fc.nat(), { minLength: LENGTH / 2, maxLength: LENGTH, size: 'max' });
    await fc.assert(
      fc.asyncProperty(tapes, async (tape) => {
        const { broken, story } = await theatre.play(tape);
        expect({ broken, story: broken.length > 0 ? story : [] }).toEqual({ broken: [], story: [] });
      }),
      { numRuns: RUNS },
    );
  }, 170_000);
});

describe('the simulation of approvals notices when a guard is taken out', () => {
  it.each(GUARDS)(
    '$name',
    async ({ name, hint }) => {
      const output = await simulateWithout(name, hint);
      expect(output).toMatch(/^seed \d+/);
      expect(output).not.toContain('a flow failed');
    },
    170_000,
  );
});
