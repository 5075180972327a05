import type { Command } from 'commander';
import { addPolicyDiff } from './diff.ts';
import { addPolicyDocs } from './docs.ts';
import { addPolicyExplain } from './explain.ts';
import { addPolicyLint } from './lint.ts';
import { addPolicyExport } from './records/export.ts';
import { addPolicyReplay } from './replay.ts';
import { addPolicyRollout } from './rollout.ts';
import { addPolicyTest } from './test.ts';
import { addPolicyWaivers } from './waivers.ts';

/** `traingate policies …`: from writing a policy to putting it in force, in the order in which one needs them. */
export function addPolicyCommands(traingate: Command): void {
  const policies = traingate.command('policies').description('write, test, compare and roll out policies');
  addPolicyLint(policies);
  addPolicyTest(policies);
  addPolicyExplain(policies);
  addPolicyDiff(policies);
  addPolicyReplay(policies);
  addPolicyExport(policies);
  addPolicyWaivers(policies);
  addPolicyDocs(policies);
  addPolicyRollout(policies);
}
