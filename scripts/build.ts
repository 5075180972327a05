import { readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { BundleDocument } from '../gateway/bundle/document.ts';
import { bundleHandlers } from './bundle-handlers.ts';
import { writeOpenapi } from './generate-openapi.ts';
import { writeRequestTypes } from './generate-request-types.ts';
import { writeValidator } from './generate-validator.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** Everything that is made: the validators, types for CEL and the OpenAPI document among the sources, and `dist` as serverless.yml packages it. */
export async function build(): Promise<void> {
  await Promise.all([
    writeValidator('create-training-job'),
    writeValidator('operations'),
    writeRequestTypes(),
    writeOpenapi(join(ROOT, 'gateway/adapters/http/openapi')),
  ]);
  await buildInto(join(ROOT, 'dist'));
}

/**
 * Writes policy-bundle.json, deploy.json and lambda/<function>/index.cjs into a folder; what is made among the sources
 * has to be there.
 * Throws with `file:line:column what is wrong` lines where policies or handlers do not build.
 */
export async function buildInto(outDir: string): Promise<void> {
  const policyBundle = join(outDir, 'policy-bundle.json');
  // Imported when what it imports is there.
  const { compilePolicies } = await import('./compile-policies.ts');
  compilePolicies(relative('', join(ROOT, 'policies')), policyBundle);
  await Promise.all([
    writeDeployFacts(policyBundle, join(outDir, 'deploy.json')),
    bundleHandlers(join(ROOT, 'handlers'), join(outDir, 'lambda')),
  ]);
}

/** What serverless.yml has to know of the organisation: the roles that the gateway may pass. Throws where it has none. */
async function writeDeployFacts(policyBundle: string, file: string): Promise<void> {
  const { content }: BundleDocument = JSON.parse(await readFile(policyBundle, 'utf8'));
  const trainingRoles = [...new Set(content.organization.teams.flatMap((team) => team.trainingRoles))].sort();
  if (trainingRoles.length === 0) {
    throw new Error('no team in policies/organization.yaml has `trainingRoles`; list one, or nothing can be submitted');
  }
  await writeFile(file, `${JSON.stringify({ trainingRoles }, null, 2)}\n`);
}

if (import.meta.main) {
  await build().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
