import type { StackFacts } from '../../local/stack.ts';
import { command } from './control.ts';
import { AUDITOR, callAs } from './doors.ts';
import type { MortalStack } from './mortal-stack.ts';

/** Longer than any job lives, and than a record of unknown outcome waits for its next check. */
const ROUND_SECONDS = 400;
/** Two are enough where nothing goes wrong; each fault that is left may cost one more. */
const MOST_ROUNDS = 15;

/** Moves time and sweeps until nothing is in use any more, or until that takes too long: what is left then is a finding. */
export async function settle(stack: MortalStack): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await command(stack, '/clock', { advanceSeconds: ROUND_SECONDS });
    await command(stack, '/reconcile');
    const facts = stack.facts();
    if (facts === null) throw new Error('the stack ended although nobody killed it');
    if (await isAtRest(facts)) return;
  }
}

/** By the gateway's own word, which is quick; the records are looked at afterwards. */
async function isAtRest(facts: StackFacts): Promise<boolean> {
  const { status, body } = await callAs(facts, AUDITOR, { method: 'GET', path: '/v1/quotas' });
  const rows: readonly { reserved: number }[] = status === 200 ? body.quotas : [];
  return rows.length > 0 && rows.every(({ reserved }) => reserved === 0);
}
