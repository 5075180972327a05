import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GUARDS } from '../support/simulation/guards.ts';
import { stage } from '../support/simulation/search.ts';

const MAIN = ['--import', './test/support/simulation/break.ts', 'test/support/simulation/main.ts'];
const RUNS_FROM_HINT = 400;

/** `npm run simulate` with one guard taken out. */
async function simulateWithout(guard: string, firstSeed: number): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '', TRAINGATE_BREAK: guard };
  const args = [...MAIN, String(RUNS_FROM_HINT), String(firstSeed)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch(
    (failed: { stdout: string }) => failed,
  );
  return stdout;
}

describe('the admission protocol', () => {
  let theatre: Awaited<ReturnType<typeof stage>>;
  beforeAll(async () => {
    theatre = await stage();
  });
  afterAll(() => theatre.close());

  it('keeps every invariant under any schedule, crash, race, lost or late answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 40, maxLength: 120, size: 'max' }), async (tape) => {
        const { broken, story } = await theatre.play(tape);
        expect({ broken, story: broken.length > 0 ? story : [] }).toEqual({ broken: [], story: [] });
      }),
      { numRuns: 150 },
    );
  }, 170_000);
});

describe('the simulation notices when a guard is taken out', () => {
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
