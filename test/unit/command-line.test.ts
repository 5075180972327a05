import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { traingateHere } from '../support/cli.ts';
import { type FakeGateway, startFakeGateway } from '../support/fake-gateway.ts';
import { type S3Double, startS3Double } from '../support/s3/double.ts';
import { FILES, holdBy, network } from '../support/small-organization.ts';

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

const COMPLIANT = 'examples/requests/compliant.json';
const ADA = ['--as', 'ada@example.com'];
const CASES = 'cases: [{ name: x, as: ada@example.com, request: compliant.json, expect: { verdict: allow } }]';

/** A copy of the sample policies with one case, and other texts in some files. */
async function policiesWith(files: Readonly<Record<string, string>>): Promise<string> {
  const copy = await mkdtemp(join(folder, 'copy-'));
  await cp('policies', copy, { recursive: true, filter: (path) => !path.includes('cases') });
  await mkdir(join(copy, 'cases'));
  await cp(COMPLIANT, join(copy, 'cases/compliant.json'));
  await writeFile(join(copy, 'cases/x.yaml'), CASES);
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

describe('a rule that fails', () => {
  const FAULT = /^rule expression of policy added failed: `expression` failed at character \d+: invalid_conversion$/m;
  const failing = () =>
    policiesWith({
      'added.yaml': policy(
        '{ rule: expression, enforcement: deny, params: { expression: "int(principal.team) < 3", message: m, remedy: r } }',
      ),
    });

  it.each(['check', 'policies test', 'policies explain'])('is told by %s', async (command) => {
    const dir = await failing();
    const isTest = command.endsWith('test');
    const args = isTest ? [dir] : [COMPLIANT, ...ADA, '--policies', dir];
    const { out, err } = await traingate([...command.split(' '), ...args]);
    if (command === 'policies explain') expect(out.replaceAll(/^ +/gm, '')).toMatch(FAULT);
    else expect(err).toMatch(FAULT);
    if (isTest) expect(out).toMatch(/^added +1 +expression +0 +0 +in no case$/m);
  });
});

describe('who refused', () => {
  it('is told of a case that was to pass', async () => {
    const dir = await policiesWith({
      'added.yaml': policy('{ rule: instance-caps, enforcement: deny, params: { maxInstances: 0 } }'),
    });
    const { out } = await traingate(['policies', 'test', dir]);
    expect(out).toContain('      denied by added: the job asks for 1 instances');
  });
});

describe('what people have to approve', () => {
  const HOLD =
    '{ rule: instance-caps, enforcement: hold, approvals: [{ group: finance }], params: { maxInstances: 0 } }';
  const holding = (cases = CASES) => policiesWith({ 'added.yaml': policy(HOLD), 'cases/x.yaml': cases });

  it.each([
    ['check', 3],
    ['policies explain', 0],
  ])('is told by %s, which ends with %d', async (command, expected) => {
    const { code, out } = await traingate([...command.split(' '), COMPLIANT, ...ADA, '--policies', await holding()]);
    expect([code, ...out.split('\n').slice(0, 2)]).toEqual([
      expected,
      expect.stringMatching(/^hold {2}by policies [0-9a-f]{12}$/),
      'needs the approval of 1 of `finance`',
    ]);
    if (expected === 0) expect(out).toMatch(/^found {2}added, binding 1 \(instance-caps, hold: 1 of `finance`\)/m);
  });

  it('is told as JSON', async () => {
    const args = [COMPLIANT, ...ADA, '--policies', await holding(), '--json'];
    const [checked, explained] = [
      await traingate(['check', ...args]),
      await traingate(['policies', 'explain', ...args]),
    ];
    const approvals = [{ group: 'finance', count: 1 }];
    expect([checked.code, JSON.parse(checked.out)]).toMatchObject([3, { decision: { verdict: 'hold', approvals } }]);
    const { bindings, ...rest } = JSON.parse(explained.out);
    expect(rest).toMatchObject({ verdict: 'hold', approvals });
    expect(bindings).toContainEqual(expect.objectContaining({ policy: 'added', enforcement: 'hold', approvals }));
  });

  /** A small organisation with one binding under an enforcement. */
  async function smallWith(enforcement: string): Promise<string> {
    const dir = await mkdtemp(join(folder, 'small-'));
    for (const [name, text] of Object.entries({ ...FILES, ...network(enforcement) })) {
      await writeFile(join(dir, name), text);
    }
    return dir;
  }

  it('is a difference to what is refused', async () => {
    const dirs = [await smallWith('deny'), await smallWith(holdBy('leads'))];
    const { code, out, err } = await traingate([
      ...['policies', 'diff', ...dirs, '--requests', '50'],
      '--fail-on-loosening',
    ]);
    expect(code).toBe(1);
    expect(out).toContain('  `vpc` of `network` is `hold`, was `deny`\n');
    expect(out).toContain(
      'loosened: refused before and not now, or held before and allowed now\n  team vision: `network` objects no more, `network` holds now',
    );
    expect(err).toMatch(/^ {2}\d+ ways to get further than before\n {2}`vpc` of `network` .*, which loosens$/m);
  });

  it('can be what a case expects', async () => {
    const verdict = (of: string) => CASES.replace('verdict: allow', `verdict: ${of}`);
    expect((await traingate(['policies', 'test', await holding(verdict('hold'))])).code).toBe(0);
    const { code, out } = await traingate(['policies', 'test', await holding(verdict('allow'))]);
    expect(code).toBe(1);
    expect(out).toContain(
      '      verdict: expected allow, found hold\n      held by added: the job asks for 1 instances',
    );
  });
});

describe('what a gateway answers', () => {
  const approvals = [{ group: 'finance', count: 1 }];
  const violation = {
    ...{ policy: 'cost', rule: 'cost-ceiling', enforcement: 'hold', path: '', message: 'm', observed: 2, limit: 1 },
    ...{ remedy: 'r', link: null, owner: null, waiver: null, waiverRequest: null, approvals },
  };
  const decided = (verdict: string) => ({
    ...{ id: '', verdict, policyVersion: 'abc', violations: [violation], approvals, completed: [], corrected: null },
    ...{ correction: [], needs: [], estimate: null },
  });
  let verdict = 'hold';
  let gateway: FakeGateway;
  beforeAll(async () => {
    const request = JSON.parse(await readFile(COMPLIANT, 'utf8'));
    const job = { name: 'runs', person: 'ada@example.com', admissionId: 'a', request };
    gateway = await startFakeGateway(['ada@example.com'], ({ to }) => {
      if (to.endsWith('/check')) return [200, { decision: decided(verdict), largest: null }];
      if (to.includes('?')) return [200, { jobs: to.includes('state=submitted') ? [job] : [], next: null }];
      return [200, job];
    });
  });
  afterAll(() => gateway.close());
  const asked = (...args: string[]) => traingate([...args, ...ADA], { TRAINGATE_HOME: gateway.home });

  it.each([
    ['allow', 0],
    ['deny', 1],
    ['hold', 3],
  ])('%s ends `check --live` and `quota` with %d', async (answered, code) => {
    verdict = answered;
    const done = [await asked('check', COMPLIANT, '--live'), await asked('quota', COMPLIANT)];
    expect(done.map((each) => [each.code, each.out.split(' ')[0]])).toEqual([
      [code, answered],
      [code, answered],
    ]);
  });

  it('is of jobs that run what the policies here make of them: what they would hold, they do not deny', async () => {
    const added = policy(
      '{ rule: instance-caps, enforcement: hold, approvals: [{ group: finance }], params: { maxInstances: 0 } }',
    );
    const policies = ['--policies', await policiesWith({ 'added.yaml': added })];
    const all = await asked('check', '--jobs', ...policies);
    expect([all.code, all.out.split('\n')[1]]).toEqual([
      0,
      expect.stringMatching(/^runs +ada@example\.com +hold +added \(hold\)$/),
    ]);
    // What waits for people is not among them.
    const lists = gateway.calls().filter(({ to }) => to.includes('?'));
    expect(lists.map(({ to }) => /state=(\w+)/.exec(to)?.[1])).toEqual(['forwarding', 'submitted']);
    const one = await asked('check', '--job', 'runs', ...policies);
    expect([one.code, one.out.split('\n')[1]]).toEqual([3, 'needs the approval of 1 of `finance`']);
  });

  it.each(['check', 'quota'])('has its exit codes in the help of %s', async (command) => {
    expect((await asked(command, '--help')).out).toMatch(/Exit code 0: .*1: .*2: .*3: people have to\s+approve it/s);
  });
});

describe('where there are several regions', () => {
  const twoRegions = async () => {
    const organization = await readFile('policies/organization.yaml', 'utf8');
    return policiesWith({
      'organization.yaml': organization.replace(/regions: \[eu-west-1\]/, 'regions: [eu-west-1, eu-north-1]'),
    });
  };

  it.each([
    ['check', [], 'eu-west-1'],
    ['check', ['--region', 'eu-north-1'], 'eu-north-1'],
    ['policies explain', ['--region', 'eu-north-1'], 'eu-north-1'],
  ])('%s %j says for which it judges', async (command, more, region) => {
    const dir = await twoRegions();
    const { out } = await traingate([...command.split(' '), COMPLIANT, ...ADA, '--policies', dir, ...more]);
    expect(out.split('\n')[0]).toMatch(new RegExp(`by policies [0-9a-f]{12}, judged for ${region} of 111122223333$`));
  });

  it('names the nearest one, and says nothing of the only one', async () => {
    const one = ['check', COMPLIANT, ...ADA];
    expect((await traingate(one)).out.split('\n')[0]).toMatch(/by policies [0-9a-f]{12}$/);
    const { code, err } = await traingate([...one, '--region', 'eu-west-2']);
    expect([code, err]).toEqual([1, '`eu-west-2` is not a region of organization.yaml: did you mean `eu-west-1`?\n']);
    expect((await traingate([...one, '--live', '--region', 'eu-west-1'])).code).toBe(2);
  });
});

describe('the command explains itself', () => {
  const OPTIONS = ['[folder]', '--policies <folder>', '--at <time>', '--json'];
  it.each<[string, readonly string[]]>([
    ['policies publish', ['--policies <folder>', '--json']],
    ['policies activate', ['--json']],
    ['policies rollback', ['--json']],
    ['policies status', ['--json']],
    ['policies history', ['--json']],
    ['policies docs', ['[folder]']],
    ['policies test', ['[folder]', '--json']],
    ['policies lint', ['[folder]', '--at <time>', '--json']],
    ['policies waivers', ['[folder]', '--json']],
    ['policies explain', ['--policies <folder>', '--at <time>', '--json']],
    ['check', ['--policies <folder>', '--at <time>', '--json']],
  ])('%s', async (command, options) => {
    const { code, out } = await traingate([...command.split(' '), '--help']);
    expect([code, OPTIONS.filter((option) => out.includes(option))]).toEqual([0, options]);
    expect(out).toMatch(new RegExp(`^Examples:\n  traingate ${command}`, 'm'));
  });

  it('says its version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(await traingate(['--version'])).toMatchObject({ code: 0, out: `${version}\n` });
  });
});

describe('what is in force, for programs', () => {
  let s3: S3Double;
  beforeAll(async () => {
    s3 = await startS3Double();
  });
  afterAll(() => s3.close());

  it('is printed as JSON by each command that tells or changes it', async () => {
    const env = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
    const ran = async (...args: string[]) => {
      const { out } = await traingate(
        ['policies', ...args, '--json', '--bucket', s3.bucket, '--endpoint', s3.url],
        env,
      );
      return JSON.parse(out);
    };
    const [{ version: first }, { version: second }] = [
      await ran('publish'),
      await ran('publish', '--policies', 'examples/starter-policies'),
    ];
    expect(await ran('publish')).toEqual({ version: first, outcome: 'there' });
    const why = ['--reason', 'a test', '--by', 'petra@example.com'];
    await ran('activate', first, ...why);
    const { pointer } = await ran('activate', second, ...why);
    expect(pointer).toMatchObject({ version: second, previous: first, change: 'activate', reason: 'a test' });
    expect(await ran('status')).toEqual(pointer);
    expect(await ran('rollback', ...why)).toMatchObject({ pointer: { version: first, change: 'rollback' } });
    const { changes } = await ran('history');
    expect(changes.map(({ version }: { version: string }) => version)).toEqual([first, second, first]);
  });
});
