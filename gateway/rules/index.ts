import { costCeiling } from './cost-ceiling/rule.ts';
import { executionRole } from './execution-role/rule.ts';
import { expression } from './expression/rule.ts';
import { featureControls } from './feature-controls/rule.ts';
import { instanceCaps } from './instance-caps/rule.ts';
import { interContainerEncryption } from './inter-container-encryption/rule.ts';
import { jobName } from './job-name/rule.ts';
import { kms } from './kms/rule.ts';
import { managedSpot } from './managed-spot/rule.ts';
import { maxRuntime } from './max-runtime/rule.ts';
import { networkIsolation } from './network-isolation/rule.ts';
import { requiredTags } from './required-tags/rule.ts';
import type { Rule } from './rule.ts';
import { s3Locations } from './s3-locations/rule.ts';
import { secretsScan } from './secrets-scan/rule.ts';
import { trainingImage } from './training-image/rule.ts';
import { vpc } from './vpc/rule.ts';

/** Every rule that a policy may bind. A new rule is its folder and one line here. */
export const RULES: readonly Rule[] = [
  costCeiling,
  executionRole,
  expression,
  featureControls,
  instanceCaps,
  interContainerEncryption,
  jobName,
  kms,
  managedSpot,
  maxRuntime,
  networkIsolation,
  requiredTags,
  s3Locations,
  secretsScan,
  trainingImage,
  vpc,
];

/** Throws where this gateway has no such rule. */
export function ruleOf(id: string): Rule {
  const rule = RULES.find((candidate) => candidate.id === id);
  if (!rule) throw new Error(`the bundle binds rule ${id}, which this gateway does not have`);
  return rule;
}
