import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { curlSigns } from '../support/curl.ts';
import { freshHome, removeHome, startTestStack, type TestStack } from '../support/stack.ts';

const run = promisify(execFile);

let folder: string;
let stack: TestStack;
beforeAll(async () => {
  folder = await freshHome();
  stack = await startTestStack(join(folder, '.traingate'));
});
afterAll(async () => {
  await stack.stop();
  await removeHome(folder);
});

/** The lines that README.md tells people to type, pointed at this stack. */
async function readmeLines(): Promise<string> {
  const [, block = ''] = /```sh\n(key=[\s\S]*?)```/.exec(await readFile('README.md', 'utf8')) ?? [];
  return block
    .replaceAll('http://127.0.0.1:8787', stack.facts.url)
    .replaceAll('@examples/', `@${resolve('examples')}/`)
    .replaceAll('\ncurl ', '\necho; curl -sS ');
}

(curlSigns() ? it : it.skip)('the curl lines of README.md submit a job, show it, and show the quotas', async () => {
  const { stdout } = await run('sh', ['-c', await readmeLines()], { cwd: folder });
  const [created, job, quotas] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(created).toMatchObject({ state: 'submitted', decision: { verdict: 'allow' } });
  expect(job).toMatchObject({
    name: 'shelf-detection-001',
    person: 'ada@example.com',
    trainingJobStatus: 'InProgress',
  });
  expect(quotas.quotas).toContainEqual(expect.objectContaining({ scope: 'team:vision', dimension: 'gpus', used: 1 }));
});
