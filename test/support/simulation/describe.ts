import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Guard } from './guard.ts';
import type { Theatre } from './search.ts';
import { SIMULATIONS, type SimulationName } from './simulations.ts';

const MAIN = ['--import', './test/support/simulation/break.ts', 'test/support/simulation/main.ts'];
const RUNS_FROM_HINT = 200;
const TIMEOUT_MS = 170_000;

/** Plays so many runs, none of which may break an invariant. */
export function describeSimulation(of: SimulationName, numRuns: number): void {
  const { length, open } = SIMULATIONS[of];

  describe(`simulation of ${of}`, () => {
    let theatre: Theatre;
    beforeAll(async () => {
      theatre = await open();
    });
    afterAll(() => theatre.close());

    it(
      'keeps every invariant under any schedule, crash, race, lost or late answer',
      async () => {
        const tapes = fc.array(fc.nat(), { minLength: length / 2, maxLength: length * 1.5, size: 'max' });
        await fc.assert(
          fc.asyncProperty(tapes, async (tape) => {
            const { broken, story } = await theatre.play(tape);
            expect({ broken, story: broken.length > 0 ? story : [] }).toEqual({ broken: [], story: [] });
          }),
          { numRuns },
        );
      },
      TIMEOUT_MS,
    );
  });
}

/** Takes each guard out in turn, which has to break an invariant. */
export function describeGuards(of: SimulationName): void {
  describe(`simulation of ${of} notices when a guard is taken out`, () => {
    it.each(SIMULATIONS[of].guards)(
      '$name',
      async (guard) => {
        const output = await simulateWithout(of, guard);
        expect(output).toMatch(/^seed \d+/);
        expect(output).not.toContain('a flow failed');
      },
      TIMEOUT_MS,
    );
  });
}

/** `npm run simulate` with one guard taken out. */
async function simulateWithout(of: SimulationName, { name, hint }: Guard): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '', TRAINGATE_BREAK: name };
  const args = [...MAIN, String(RUNS_FROM_HINT), String(hint), '--of', of];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch(
    (failed: { stdout: string }) => failed,
  );
  return stdout;
}
