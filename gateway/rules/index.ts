import { executionRole } from './execution-role/rule.ts';
import { expression } from './expression/rule.ts';
import { instanceCaps } from './instance-caps/rule.ts';
import { kms } from './kms/rule.ts';
import { managedSpot } from './managed-spot/rule.ts';
import { maxRuntime } from './max-runtime/rule.ts';
import { requiredTags } from './required-tags/rule.ts';
import type { Rule } from './rule.ts';
import { vpc } from './vpc/rule.ts';

/** Every rule that a policy may bind. A new rule is its folder and one line here. */
export const RULES: readonly Rule[] = [
  executionRole,
  expression,
  instanceCaps,
  kms,
  managedSpot,
  maxRuntime,
  requiredTags,
  vpc,
];

/** Throws where this gateway has no such rule. */
export function ruleOf(id: string): Rule {
  const rule = RULES.find((candidate) => candidate.id === id);
  if (!rule) throw new Error(`the bundle binds rule ${id}, which this gateway does not have`);
  return rule;
}
