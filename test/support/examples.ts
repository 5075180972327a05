import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTrainingJob } from '../../gateway/actions/create-training-job/action.ts';
import { compileBundle } from '../../gateway/bundle/compile.ts';
import { type Bundle, openBundle } from '../../gateway/bundle/open.ts';
import { judge, withQuota } from '../../gateway/flows/decide.ts';
import { placesOf } from '../../gateway/shared/amount.ts';
import type { Decision } from '../../gateway/shared/decision.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import { readPolicies } from '../../scripts/read-policies.ts';

const ROOT = join(import.meta.dirname, '../..');
export const EXAMPLES_FOLDER = join(ROOT, 'examples/requests');

/** One entry of index.json: who sends the file, and what comes of it where nothing else runs. */
export interface Example {
  readonly file: string;
  readonly as: string;
  readonly verdict: 'allow' | 'deny';
  readonly policies: readonly string[];
}

export const examples: readonly Example[] = JSON.parse(readFileSync(join(EXAMPLES_FOLDER, 'index.json'), 'utf8'));

/** The request in one of the files. */
export const exampleRequest = (file: string): JsonObject =>
  JSON.parse(readFileSync(join(EXAMPLES_FOLDER, file), 'utf8'));

const fail = (message: string): never => {
  throw new Error(message);
};
const log = { info: () => {}, count: () => {}, error: (message: string) => fail(message) };

export const sampleBundle = ((): Bundle => {
  const compiled = compileBundle(readPolicies(join(ROOT, 'policies')));
  return compiled.ok ? openBundle(compiled.value) : fail(JSON.stringify(compiled.error));
})();

/** What the sample organisation decides on an example while nothing runs. */
export function judgeExample({ file, as }: Example): Decision {
  const person = sampleBundle.organization.people.find(({ id }) => id === as) ?? fail(`no person ${as}`);
  const principal = { arn: 'arn:aws:iam::111122223333:user/x', person: as, ...person };
  const governance = {
    action: createTrainingJob,
    bundle: sampleBundle,
    site: { accountId: '111122223333', region: 'eu-west-1' },
  };
  const body = readFileSync(join(EXAMPLES_FOLDER, file));
  const judged = judge(
    governance,
    { principal, body },
    '00000000-0000-4000-8000-000000000000',
    { at: Date.UTC(2026, 10, 27) },
    log,
  );
  if (!judged.ok) return fail(judged.error.detail);
  return withQuota(judged.value, { places: placesOf(judged.value.lines), balances: [] });
}
