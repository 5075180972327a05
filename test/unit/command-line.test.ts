import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { traingateHere } from '../support/cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'traingate-command-line-'));
});
afterAll(() => rm(folder, { recursive: true }));

const NO_REGION = { AWS_REGION: '', AWS_DEFAULT_REGION: '', AWS_CONFIG_FILE: '/dev/null' };
const traingate = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  traingateHere(args, { TRAINGATE_HOME: folder, TRAINGATE_URL: '', ...env });

describe('what cannot be done ends in one sentence', () => {
  it.each<[string, string, number, string]>([
    ['a file that cannot be written', 'policies docs --out /nope/x', 1, '`/nope/x` cannot be written'],
    ['a folder to lint that is not there', 'policies lint nope', 1, '`nope` is not there'],
    ['a file to lint', 'policies lint package.json', 1, '`package.json` is no folder'],
    ['a folder to publish that is not there', 'policies publish --bucket b --policies nope', 1, '`nope` is not there'],
    ['a region that nobody named', 'policies status --bucket b', 1, 'set AWS_REGION'],
    ['policies that are something else', 'policies docs package.json', 1, '`package.json` is no compiled bundle'],
    ['policies that are no JSON', 'policies docs README.md', 1, '`README.md` is no compiled bundle'],
    ['two tables', 'policies waivers --table x --local', 2, 'give one of --records, --table and --local'],
    ['a folder in a file', 'sdk-files --dir package.json/x', 1, 'leads through a file'],
  ])('%s', async (_name, line, code, words) => {
    const done = await traingate(line.split(' '), NO_REGION);
    expect(done).toEqual({ code, out: '', err: expect.stringContaining(words) });
    expect(done.err.trim().split('\n')).toHaveLength(1);
    expect(done.err).not.toMatch(/scandir|The "|ENOENT:/);
  });
});

/** A copy of the sample policies with other texts in some files. */
async function policiesWith(files: Readonly<Record<string, string>>): Promise<string> {
  const copy = await mkdtemp(join(folder, 'copy-'));
  await cp('policies', copy, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(copy, name), text);
  return copy;
}

const policy = (binding: string) => `policy: added\ndescription: d\nowner: ml@example.com\nbindings:\n  - ${binding}\n`;

describe('what stands in files cannot take over a terminal', () => {
  const BAD = `"\\e]0;${'x'.repeat(300)}\\a\\nforged.yaml:1:1 error: x"`;
  it.each([['lint'], ['docs'], ['test']])('policies %s', async (command) => {
    const text = policy(`{ rule: ${BAD}, enforcement: deny, params: {} }`);
    const { out, err, code } = await traingate(['policies', command, await policiesWith({ 'added.yaml': text })]);
    expect([code, out + err]).toEqual([1, expect.stringMatching(/added\.yaml:5:13 .*`\?\]0;x{196}…`/)]);
    expect(out + err).not.toMatch(/[^\P{Cc}\n]|^forged/mu);
  });

  it('keeps a line for each problem, and counts one as one', async () => {
    const text = policy('{ rul: a, enforcement: deny, params: {} }');
    const { out, err } = await traingate(['policies', 'lint', await policiesWith({ 'added.yaml': text })]);
    expect(err).toBe(`${out.trim().split('\n').length} errors: the policies do not compile\n`);
    const one = await policiesWith({ 'added.yaml': policy('{ rule: a, enforcement: deny, params: {} }') });
    expect((await traingate(['policies', 'lint', one])).err).toBe('1 error: the policies do not compile\n');
  });
});
