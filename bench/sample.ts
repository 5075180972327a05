import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTrainingJob } from '../gateway/actions/create-training-job/action.ts';
import { compileBundle } from '../gateway/bundle/compile.ts';
import type { BundleDocument } from '../gateway/bundle/document.ts';
import { openBundle } from '../gateway/bundle/open.ts';
import type { Governance } from '../gateway/flows/assess.ts';
import type { Log } from '../gateway/flows/ports.ts';
import { principalOf, sessionsOf } from '../gateway/identity/principal-of.ts';
import type { Principal } from '../gateway/shared/principal.ts';
import { readPolicies } from '../scripts/read-policies.ts';

export const ROOT = join(import.meta.dirname, '..');
export const SITE = { accountId: '111122223333', region: 'eu-west-1' };

/** A file of examples/requests as the bytes of a body. */
export const exampleBody = (file: string): Buffer => readFileSync(join(ROOT, 'examples/requests', file));

/** compliant.json under another name and with the given members put in. */
export function compliantBody(name: string, parts: object = {}): Buffer {
  const request = JSON.parse(exampleBody('compliant.json').toString());
  return Buffer.from(JSON.stringify({ ...request, TrainingJobName: name, ...parts }, null, 2));
}

/** compliant.json with as many hyperparameters as SageMaker takes. */
export const manyHyperparametersBody = (): Buffer =>
  compliantBody('shelf-detection-001', {
    HyperParameters: Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`layer-${i}-learning-rate`, `0.00${i}`]),
    ),
  });

/** The sample organisation's policies, compiled. */
export const samplePolicies = (): BundleDocument => compiled(readPolicies(join(ROOT, 'policies')));

/**
 * The same with limits that no bench reaches. Conditions, lines and items stay the same, so an admission costs the
 * same, and there may be thousands.
 */
export function roomyPolicies(): BundleDocument {
  const files = readPolicies(join(ROOT, 'policies'));
  return compiled(
    files.map((file) =>
      file.name === 'quotas.yaml' ? { ...file, text: file.text.replace(/: \d+\b(?!-)/g, ': 1000000') } : file,
    ),
  );
}

function compiled(files: ReturnType<typeof readPolicies>): BundleDocument {
  const result = compileBundle(files);
  if (result.ok) return result.value;
  throw new Error(`the sample policies do not compile: ${JSON.stringify(result.error)}`);
}

/** What judges by the document. */
export const governanceOf = (document: BundleDocument): Governance => ({
  action: createTrainingJob,
  bundle: openBundle(document),
  site: SITE,
});

/** Ada of team vision, as whom compliant.json is admitted. */
export function ada({ bundle: { organization } }: Governance): Principal {
  const role = organization.principals.find((mapping) => 'sessionNameIsPerson' in mapping);
  const principal = principalOf(organization, `${sessionsOf(role?.arn ?? '')}/ada@example.com`);
  if (!principal.ok) throw new Error(principal.error);
  return principal.value;
}

/** Nothing that is measured should have anything to say. */
export const strictLog: Log = {
  info: () => {},
  count: (metric) => {
    throw new Error(`${metric} was counted`);
  },
  error: (message, cause) => {
    throw new Error(message, { cause });
  },
};
