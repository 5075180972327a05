import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compileBundle } from '../../gateway/bundle/compile.ts';
import { type Bundle, openBundle } from '../../gateway/bundle/open.ts';
import { judge, withQuota } from '../../gateway/flows/decide.ts';
import { readPolicies } from '../../scripts/read-policies.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'examples/requests');

/** One entry of index.json: who sends the file, and what comes of it where nothing else runs. */
interface Example {
  readonly file: string;
  readonly as: string;
  readonly verdict: 'allow' | 'deny';
  readonly policies: readonly string[];
}

const examples: readonly Example[] = JSON.parse(readFileSync(join(FOLDER, 'index.json'), 'utf8'));
const log = { info: () => {}, count: () => {}, error: (message: string) => fail(message) };
const fail = (message: string): never => {
  throw new Error(message);
};

function sampleBundle(): Bundle {
  const compiled = compileBundle(readPolicies(join(ROOT, 'policies')));
  return compiled.ok ? openBundle(compiled.value) : fail(JSON.stringify(compiled.error));
}

function principalOf({ organization }: Bundle, id: string) {
  const person = organization.people.find((each) => each.id === id) ?? fail(`no person ${id}`);
  return { arn: 'arn:aws:iam::111122223333:user/x', person: id, ...person };
}

describe('examples/requests', () => {
  const bundle = sampleBundle();
  const court = { bundle, site: { accountId: '111122223333', region: 'eu-west-1' } };

  it('index.json names every file', () => {
    const files = readdirSync(FOLDER).filter((name) => name !== 'index.json');
    expect(examples.map(({ file }) => file).sort()).toEqual(files.sort());
  });

  it('compliant.json is for the first of the people', () => {
    expect(examples.find(({ file }) => file === 'compliant.json')?.as).toBe(bundle.organization.people[0]?.id);
  });

  it.each(examples)('$file: $verdict $policies', ({ file, as, verdict, policies }) => {
    const submission = { principal: principalOf(bundle, as), body: readFileSync(join(FOLDER, file)) };
    const judged = judge(court, submission, '00000000-0000-4000-8000-000000000000', log);
    if (!judged.ok) return fail(judged.error.detail);
    const balances = judged.value.lines.map((line) => ({ ...line, used: 0, settled: 0 }));
    const decision = withQuota(judged.value, balances);
    expect(new Set(decision.violations.map(({ policy }) => policy))).toEqual(new Set(policies));
    expect(decision.verdict).toBe(verdict);
  });
});
