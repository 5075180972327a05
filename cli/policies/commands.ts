import type { Command } from 'commander';
import { addPolicyDocs } from './docs.ts';
import { addPolicyExplain } from './explain.ts';
import { addPolicyRollout } from './rollout.ts';
import { addPolicyTest } from './test.ts';

/** `traingate policies …`: from writing a policy to putting it in force, in the order in which one needs them. */
export function addPolicyCommands(traingate: Command): void {
  const policies = traingate.command('policies').description('write, test, compare and roll out policies');
  addPolicyTest(policies);
  addPolicyExplain(policies);
  addPolicyDocs(policies);
  addPolicyRollout(policies);
}
