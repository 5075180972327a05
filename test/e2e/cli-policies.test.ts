import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Done, traingateHere } from '../support/cli.ts';
import { EXAMPLES_FOLDER, examples } from '../support/examples.ts';
import { compliant, freshHome, removeHome, startTestStack, submit, type TestStack } from '../support/stack.ts';

let home: string;
let folder: string;
let stack: TestStack;
beforeAll(async () => {
  home = await freshHome();
  folder = await mkdtemp(join(tmpdir(), 'traingate-policies-'));
  stack = await startTestStack(home);
});
afterAll(async () => {
  await stack.stop();
  await removeHome(home);
  await rm(folder, { recursive: true });
});

/** The command as a user types it, with a text on its standard input. */
const typed = (args: readonly string[], input = '', more: Record<string, string> = {}): Promise<Done> =>
  new Promise((done) => {
    const env = { ...process.env, NODE_OPTIONS: '', TRAINGATE_HOME: home, TRAINGATE_URL: '', ...more };
    const child = execFile(process.execPath, ['cli/main.ts', ...args], { env }, (error, out, err) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
    child.stdin?.end(input);
  });
const traingate = (...args: string[]) => traingateHere(args, { TRAINGATE_HOME: home, TRAINGATE_URL: '' });

const ADA = ['--as', 'ada@example.com'];
const COMPLIANT = join(EXAMPLES_FOLDER, 'compliant.json');

/** A copy of the sample policies whose cases are the given files. */
async function policiesWith(cases: Readonly<Record<string, string>>): Promise<string> {
  const copy = await mkdtemp(join(folder, 'copy-'));
  await cp('policies', copy, { recursive: true, filter: (path) => !path.includes('cases') });
  await mkdir(join(copy, 'cases'));
  await cp('examples/requests/compliant.json', join(copy, 'cases/compliant.json'));
  for (const [name, text] of Object.entries(cases)) await writeFile(join(copy, 'cases', name), text);
  return copy;
}

const caseOf = (name: string, expected: string) =>
  `  - { name: ${name}, as: ada@example.com, request: compliant.json, expect: ${expected} }\n`;

describe('traingate check', () => {
  /** What is the same of a decision wherever it was made: not the id, which is also in the admission tag. */
  const lasting = ({ id, needs, ...decision }: Record<string, unknown>) => {
    const needed = (needs as { left: unknown }[]).map(({ left: _, ...need }) => need);
    return JSON.parse(JSON.stringify({ ...decision, needed }).replaceAll(String(id), 'ID'));
  };
  const EXIT_CODES: Readonly<Record<string, number>> = { allow: 0, deny: 1, hold: 3 };

  it.each(examples)('says the same of $file with a gateway and without', async ({ file, as, verdict }) => {
    const args = ['check', join(EXAMPLES_FOLDER, file), '--as', as, '--json'];
    const [here, live] = await Promise.all([traingate(...args), traingate(...args, '--live')]);
    const [offline, online] = [here, live].map(({ out }) => JSON.parse(out).decision);
    expect(lasting(offline)).toEqual(lasting(online));
    expect([here.code, live.code, offline.verdict]).toEqual([here.code, here.code, verdict]);
    expect(here.code).toBe(EXIT_CODES[verdict]);
    expect(offline.needs.map(({ left }: { left: unknown }) => left)).toEqual(offline.needs.map(() => null));
    expect([here.err, live.err]).toEqual([expect.stringContaining('quotas is not known'), '']);
  });

  it('tells a person all of it, without colours where nobody looks', async () => {
    const done = await typed(['check', join(EXAMPLES_FOLDER, 'five-faults.json'), ...ADA], '', { FORCE_COLOR: '1' });
    for (const words of [
      'deny  cost-tags (required-tags) at /Tags/0/Value\n  tag `CostCenter` has the value `CC-1420`',
      '→ change it; the value must be `CC-1410`',
      'https://wiki.example.com/finops/tags  finops@example.com',
      'Completed by the gateway:\n  add /EnableInterContainerTrafficEncryption true',
      'It would pass with:\n  replace /Tags/0/Value "CC-1410"',
    ]) {
      expect(done.out).toContain(words);
    }
    expect(done.out).not.toContain('\u001b');
  });

  it('reads the standard input, and tells what cannot be judged as the REST API does', async () => {
    const whole = await typed(['check', '-', ...ADA], await readFile(COMPLIANT, 'utf8'));
    expect([whole.code, whole.out]).toEqual([0, expect.stringMatching(/^allow {2}by policies/)]);
    const half = await typed(['check', '-', ...ADA], '{"TrainingJobName": ');
    expect([half.code, half.out, half.err]).toEqual([
      1,
      '',
      expect.stringContaining('the standard input: the body is not'),
    ]);
    for (const more of [[], ['--live']]) {
      const invalid = await typed(['check', '-', ...ADA, '--json', ...more], '{}');
      expect(invalid.code).toBe(1);
      expect(JSON.parse(invalid.out)).toMatchObject({
        title: 'The request breaks the CreateTrainingJob model',
        status: 400,
        detail: expect.stringContaining("'trainingJobName'"),
        errors: expect.arrayContaining([{ path: 'roleArn', message: expect.stringContaining('must not be null') }]),
      });
    }
  });

  it('judges a job that runs, and all of them, by policies that came later', async () => {
    const ada = stack.as('ada@example.com');
    for (const name of ['scan-a', 'scan-b']) {
      expect((await ada(submit(await compliant(name)))).status).toBe(201);
    }
    expect((await traingate('check', '--jobs', ...ADA)).code).toBe(0);
    const stricter = await policiesWith({});
    await writeFile(
      join(stricter, 'no-gpus.yaml'),
      'policy: no-gpus\ndescription: None.\nowner: ml@example.com\nbindings:\n  - { rule: instance-caps, enforcement: deny, params: { maxGpus: 0 } }\n',
    );
    const one = await traingate('check', '--job', 'scan-a', ...ADA, '--policies', stricter, '--json');
    expect([one.code, one.err]).toEqual([1, expect.stringContaining('masked')]);
    const { decision } = JSON.parse(one.out);
    expect(decision.violations).toMatchObject([{ policy: 'no-gpus' }]);
    const all = await traingate('check', '--jobs', '--as', 'audrey@example.com', '--policies', stricter);
    expect(all.code).toBe(1);
    expect(all.out).toMatch(/^scan-a +ada@example\.com +deny +no-gpus$/m);
    expect(all.out).toMatch(/^scan-b +ada@example\.com +deny +no-gpus$/m);
    const organization = await readFile(join(stricter, 'organization.yaml'), 'utf8');
    await writeFile(join(stricter, 'organization.yaml'), organization.replaceAll('ada@example.com', 'ida@example.com'));
    const left = await traingate('check', '--jobs', ...ADA, '--policies', stricter);
    expect([left.code, left.out]).toEqual([
      1,
      expect.stringMatching(/^scan-a +ada@\S+ +unknown +`ada@example.com` is not/m),
    ]);
    const others = await traingate('check', '--jobs', '--as', 'chen@example.com');
    expect([others.code, others.out]).toEqual([0, 'no live jobs\n']);
  });

  it.each<[string, string[], number, string]>([
    ['nothing to judge', [...ADA], 2, 'give one of a request file, --job NAME and --jobs'],
    ['two things to judge', [COMPLIANT, '--jobs', ...ADA], 2, 'give one of'],
    ['nobody who submits', [COMPLIANT], 2, 'say who would submit it with --as PERSON'],
    ['somebody unheard of', [COMPLIANT, '--as', 'adda@example.com'], 1, 'did you mean `ada@example.com`?'],
    ['a file that is not there', ['nope.json', ...ADA], 1, '`nope.json` is not there'],
    ['a folder', ['examples', ...ADA], 1, '`examples` is a folder'],
    ['policies that are not there', [COMPLIANT, ...ADA, '--policies', 'police'], 1, '`police` is not there'],
    ['policies that are a request', [COMPLIANT, ...ADA, '--policies', COMPLIANT], 1, 'is no compiled bundle'],
    ['a time without its zone', [COMPLIANT, ...ADA, '--at', '2026-12-04'], 2, '--at: `2026-12-04` is not a moment'],
    [
      'a time that the gateway decides',
      [COMPLIANT, ...ADA, '--live', '--at', '2026-12-04T00:00:00Z'],
      2,
      '--at is for judging with no gateway',
    ],
    ['a job that is not there', ['--job', 'nope', ...ADA], 1, 'nope'],
    ['an option that is none', [COMPLIANT, '--user', 'ada'], 2, "unknown option '--user'"],
  ])('says what is wrong with %s', async (_name, args, code, words) => {
    const done = await traingate('check', ...args);
    expect([done.code, done.out]).toEqual([code, '']);
    expect(done.err).toContain(words);
    expect(done.err).not.toMatch(/^ +at /m);
  });
});

describe('traingate policies test', () => {
  it('passes the sample organisation, and covers every binding of it', async () => {
    const done = await traingate('policies', 'test', '--strict');
    expect([done.code, done.err]).toEqual([0, '']);
    expect(done.out).toMatch(/^\d+ passed, 0 failed$/m);
  });

  it('runs the case of docs/policy-tests.md', async () => {
    const [, text = ''] = /```yaml\n(cases:[\s\S]*?)```/.exec(await readFile('docs/policy-tests.md', 'utf8')) ?? [];
    const dir = await policiesWith({ 'docs.yaml': text.replaceAll('../../examples/requests', 'requests') });
    await cp(EXAMPLES_FOLDER, join(dir, 'cases/requests'), { recursive: true });
    const done = await traingate('policies', 'test', dir);
    expect([done.code, done.out]).toEqual([0, expect.stringContaining('1 passed, 0 failed')]);
  });

  it('shows what failed and what is uncovered, for people, programs and CI servers', async () => {
    const dir = await policiesWith({
      'x.yaml': `cases:\n${caseOf('fine', '{ verdict: allow }')}${caseOf('<not> fine', '{ verdict: deny, violations: [{ policy: encryption }] }')}`,
    });
    const junit = join(folder, 'results.xml');
    const done = await traingate('policies', 'test', dir, '--junit', junit);
    expect(done.code).toBe(1);
    expect(done.out).toContain('  ✓ fine\n');
    expect(done.out).toContain(
      `  ✗ <not> fine (${join(dir, 'cases/x.yaml')}:3)\n      verdict: expected deny, found allow\n`,
    );
    expect(done.out).toContain('expected { policy: "encryption" }, which was not found');
    expect(done.out).toMatch(/^1 passed, 1 failed$/m);
    expect(done.out).toMatch(/^training-roles +1 +execution-role +0 +2 +found in no case$/m);
    expect(await readFile(junit, 'utf8')).toContain('<testcase name="&lt;not&gt; fine"');
    const json = JSON.parse((await traingate('policies', 'test', dir, '--json')).out);
    expect(json).toMatchObject({ passed: 1, failed: 1, cases: [{ name: 'fine', passed: true }, { line: 3 }] });
  });

  it('fails on uncovered bindings with --strict alone', async () => {
    const dir = await policiesWith({ 'x.yaml': `cases:\n${caseOf('fine', '{ verdict: allow }')}` });
    expect((await traingate('policies', 'test', dir)).code).toBe(0);
    const strict = await traingate('policies', 'test', dir, '--strict');
    expect([strict.code, strict.err]).toEqual([1, expect.stringContaining('uncovered')]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['no cases', {}, 'there are no cases: write some into'],
    ['a file that would be passed over', { 'x.yml': 'cases: []' }, 'x.yml would not be run: name it .yaml'],
    [
      'a typing error',
      { 'x.yaml': 'cases:\n  - { nam: x }' },
      'x.yaml:2:7 `nam` is not a member here: did you mean `name`?',
    ],
    [
      'a missing request',
      { 'x.yaml': `cases:\n${caseOf('x', '{ verdict: allow }')}`.replace('compliant', 'other') },
      'x.yaml:2:46 `other.json` is not there',
    ],
  ])('says what is wrong with %s', async (_name, cases, words) => {
    const done = await traingate('policies', 'test', await policiesWith(cases));
    expect([done.code, done.out]).toEqual([1, '']);
    expect(done.err).toContain(words);
  });

  it('says what is wrong with the command', async () => {
    const missing = await traingate('policies', 'test', 'nowhere');
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('`nowhere` is not there')]);
    const unwritable = await traingate('policies', 'test', '--junit', 'nowhere/results.xml');
    expect([unwritable.code, unwritable.err]).toEqual([
      1,
      expect.stringContaining('`nowhere/results.xml` cannot be written'),
    ]);
    expect((await traingate('policies', 'test', '--strictly')).code).toBe(2);
  });
});

describe('traingate policies explain', () => {
  it('says why, without telling secrets', async () => {
    const request = JSON.parse(await readFile(join(EXAMPLES_FOLDER, 'cut-to-a-day.json'), 'utf8'));
    const body = JSON.stringify({ ...request, Environment: { NOTE: 'hunter2-hunter2' } });
    const text = await typed(['policies', 'explain', '-', ...ADA], body);
    expect(text.code).toBe(0);
    expect(text.out).toContain('read workload.maxRuntimeSeconds = 86400');
    expect(text.out).toContain('match teams [language]: the team is vision');
    expect(text.out).toContain('warn  run-time (max-runtime): the job may run 432000 seconds');
    const json = await typed(['policies', 'explain', '-', ...ADA, '--json'], body);
    expect(JSON.parse(json.out)).toMatchObject({ verdict: 'allow', bindings: expect.any(Array) });
    expect(text.out + json.out).not.toContain('hunter2');
  });

  it.each<[string, string[], number, string]>([
    ['nobody who submits', [COMPLIANT], 2, "required option '--as <person>'"],
    ['a file that is not there', ['nope.json', ...ADA], 1, '`nope.json` is not there'],
    ['a file that is no request', ['package.json', ...ADA], 1, 'package.json: the request breaks'],
    ['a file that is no JSON', ['README.md', ...ADA], 1, 'README.md: the body is not a JSON object'],
    ['somebody unheard of', [COMPLIANT, '--as', 'adda@example.com'], 1, 'did you mean `ada@example.com`?'],
  ])('says what is wrong with %s', async (_name, args, code, words) => {
    const done = await traingate('policies', 'explain', ...args);
    expect([done.code, done.out]).toEqual([code, '']);
    expect(done.err).toContain(words);
    expect(done.err).not.toMatch(/^ +at /m);
  });
});

describe('each command', () => {
  it.each([['check'], ['policies test'], ['policies explain']])('%s explains itself with examples', async (command) => {
    const { code, out } = await traingate(...command.split(' '), '--help');
    expect([code, out.includes('Examples:'), out.includes(`Usage: traingate ${command}`)]).toEqual([0, true, true]);
  });
});
