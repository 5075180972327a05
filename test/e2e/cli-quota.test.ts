import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { traingateHere } from '../support/cli.ts';
import { compliant, freshHome, get, removeHome, startTestStack, submit, type TestStack } from '../support/stack.ts';

let home: string;
let stack: TestStack;
beforeAll(async () => {
  home = await freshHome();
  const policies = join(home, 'policies');
  await cp('policies', policies, { recursive: true });
  const quotas = await readFile('policies/quotas.yaml', 'utf8');
  await writeFile(join(policies, 'quotas.yaml'), quotas.replace('quotas:\n', `quotas:\n${BENS_BUDGET}`));
  stack = await startTestStack(home, ['--policies', policies]);
});
afterAll(async () => {
  await stack.stop();
  await removeHome(home);
});

const ADA = 'ada@example.com';
const BEN = 'ben@example.com';
const BENS_BUDGET = `  - { scope: 'person:${BEN}', budgets: { day: { usd: 1 } } }\n`;
/** The command as a person types it. */
const quotaAs = (person: string, ...args: string[]) =>
  traingateHere(['quota', ...args, '--as', person], { TRAINGATE_HOME: home });
const quota = (...args: string[]) => quotaAs(ADA, ...args);
const SAMPLE = 'examples/requests/compliant.json';

/** Cells of the row that begins with a word, in the table under a heading. */
function cells(text: string, heading: string, first: string): readonly string[] | undefined {
  const [, section = ''] = text.split(`${heading}\n`);
  const rows = section.split('\n\n')[0]?.split('\n') ?? [];
  return rows.map((row) => row.split(/ {2,}/)).find(([cell]) => cell === first);
}

const gpus = (text: string, scope: string) => cells(text, scope, 'gpus');
const HEADING = 'The largest job that fits now and runs for 24 hours:';

async function withRequest<T>(parts: object, use: (file: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'traingate-quota-'));
  const file = join(dir, 'train.json');
  await writeFile(file, JSON.stringify(await compliant('asked', parts)));
  return use(file).finally(() => rm(dir, { recursive: true }));
}

const instances = (count: number, parts: object = {}) => ({
  ResourceConfig: { InstanceType: 'ml.g5.xlarge', InstanceCount: count, VolumeSizeInGB: 50, ...parts },
});

describe('traingate quota', () => {
  it('shows what is left before, during and after a job, and what fits then', async () => {
    const before = await quota();
    expect(before.code).toBe(0);
    expect(gpus(before.out, `person:${ADA}`)).toEqual(['gpus', '4', '0', '4']);
    expect(cells(before.out, 'team:vision', 'jobs')).toEqual(['jobs', '12', '0', '12']);
    expect(before.out).toMatch(
      /^month 20\d\d-\d\d {2}\$20000\.00 {2}\$0\.00 +\$0\.00 +\$20000\.00 {2}0 % +1 \w+ 20\d\d, \d\d:\d\d \S+$/m,
    );
    expect(cells(before.out, HEADING, 'ml.g5.xlarge')).toEqual([
      'ml.g5.xlarge',
      '4',
      `gpus of person:${ADA}`,
      '28 days',
    ]);
    expect(cells(before.out, HEADING, 'ml.p4d.24xlarge')).toEqual(['ml.p4d.24xlarge', '0', `gpus of person:${ADA}`]);
    expect(before.out).toContain('policies may refuse what fits');

    expect((await stack.as(ADA)(submit(await compliant('takes-three', instances(3))))).status).toBe(201);
    const during = await quota('--type', 'ml.g5.xlarge', '--hours', '0.5');
    expect(gpus(during.out, `person:${ADA}`)).toEqual(['gpus', '4', '3', '1']);
    // Three instances for a quarter of an hour, at 1.572 USD.
    expect(during.out).toMatch(/^month \S+ +\$20000\.00 {2}\$1\.18 +\$0\.00 +\$19998\.82 {2}<0\.1 %/m);
    expect(during.out).toContain('The largest job that fits now and runs for 30 minutes:');
    expect(during.out).toMatch(/^ml\.g5\.xlarge {2}1 {10}gpus of person:ada@example\.com {2}28 days$/m);

    await stack.control('/clock', { advanceSeconds: 600 });
    const after = await quota('--type', 'ml.g5.xlarge');
    expect(gpus(after.out, `person:${ADA}`)).toEqual(['gpus', '4', '0', '4']);
    const row = /^month \S+ +\$20000\.00 {2}\$0\.00 +\$(\S+) +\$(\S+)/m.exec(after.out) ?? [];
    expect(Number(row[1])).toBeGreaterThan(0);
    expect(Number(row[1])).toBeLessThan(1.18);
    expect(Math.round((Number(row[1]) + Number(row[2])) * 100)).toBe(2_000_000);
  });

  it('prints what the REST API answers', async () => {
    const printed = JSON.parse((await quota('--type', 'ml.g5.xlarge', '--hours', '24', '--json')).out);
    const query = { instanceType: 'ml.g5.xlarge', seconds: '86400' };
    expect(printed).toEqual((await stack.as(ADA)(get('/v1/quotas', query))).body);
    expect(Object.keys(printed.largest[0])).toEqual([
      'instanceType',
      'seconds',
      'instances',
      'limitedBy',
      'longestSeconds',
    ]);
  });
});

describe('traingate quota with a request', () => {
  it('shows what it would take, what that leaves and costs, and how much more would fit', async () => {
    const done = await quota(SAMPLE);
    expect([done.code, done.err]).toEqual([0, '']);
    expect(done.out).toMatch(
      /^allow {2}by policies [0-9a-f]{12}\nmay cost at most \$0\.40 \(instances \$0\.40, volumes /,
    );
    expect(done.out).toContain('It fits what is left now:');
    expect(done.out).toMatch(/^person:ada@example\.com {2}gpus +4 +4 +1 +3$/m);
    expect(done.out).toMatch(/^team:vision +month \S+ +\$20000\.00 +\$\S+ +\$0\.40 +\$\S+$/m);
    expect(done.out).toContain(
      'Of ml.g5.xlarge, at most 4 could run for 15 minutes now (limited by gpus of person:ada@example.com); the 1 asked for, for at most 28 days.',
    );
    const json = JSON.parse((await quota(SAMPLE, '--json')).out);
    expect(json).toMatchObject({
      decision: { verdict: 'allow', estimate: { totalUsdMicros: 393_000, spotUsdMicros: null } },
      largest: { instanceType: 'ml.g5.xlarge', seconds: 900, asked: 1, instances: 4 },
    });
  });

  it('ends with 1 where it does not fit', async () => {
    const { code, out } = await withRequest(instances(5), quota);
    expect(code).toBe(1);
    expect(out).toContain('the limit of `person:ada@example.com` is 4 `gpus`: 0 in use, this job needs 5');
    expect(out).toContain('It does not fit what is left now:');
    expect(out).toMatch(/^person:ada@example\.com {2}gpus +4 +4 +5 +1 too few$/m);
    expect(out).toContain('at most 4 could run for 15 minutes now');
    expect(out).toContain('the 5 asked for, not at all');
  });

  it('ends with 1 where it is over a budget, and says for how long it would not be', async () => {
    const hour = { StoppingCondition: { MaxRuntimeInSeconds: 3_600 } };
    const { code, out } = await withRequest(hour, (file) => quotaAs(BEN, file));
    expect(code).toBe(1);
    expect(out).toContain('may cost at most $1.58 (instances $1.58, volumes $0.00, warm pool $0.00;');
    expect(out).toMatch(/the budget of `person:ben@example\.com` for 20\d\d-\d\d-\d\d is \$1\.00: \$0\.00 are used/);
    expect(out).toMatch(/^person:ben@example\.com {2}day \S+ +\$1\.00 +\$1\.00 +\$1\.58 +\$0\.58 too few$/m);
    expect(out).toMatch(
      /Of ml\.g5\.xlarge, none could run for 1 hour now \(limited by USD of person:ben@example\.com for \S+\); the 1 asked for, for at most 38\.1 minutes\./,
    );
    const shorter = { StoppingCondition: { MaxRuntimeInSeconds: 2_290 } };
    expect((await withRequest(shorter, (file) => quotaAs(BEN, file))).code).toBe(0);
  });

  it('ends with 1 where a policy refuses what fits', async () => {
    const done = await quota('examples/requests/forbidden-instance.json');
    expect(done.code).toBe(1);
    expect(done.out).toContain('deny  instance-types (instance-caps)');
    expect(done.out).toContain('It fits what is left now:');
  });

  it.each<[string, string[], number, string]>([
    ['a type that is none', ['--type', 'ml.g5.xlrage'], 2, 'did you mean `ml.g5.xlarge`?'],
    ['a time that is none', ['--hours', '1d'], 2, '--hours is `1d`: give a number of hours, at most 672'],
    ['a file that is not there', ['trian.json'], 1, '`trian.json` is not there'],
    ['a request and a type', [SAMPLE, '--type', 'ml.g5.xlarge'], 2, 'a request says its own'],
    ['a file that is no request', ['package.json'], 1, "Unknown member 'name'"],
    ['an option that is not there', ['--team', 'vision'], 2, 'unknown option'],
  ])('says what is wrong with %s', async (_what, args, code, words) => {
    const done = await quota(...args);
    expect([done.code, done.out]).toEqual([code, '']);
    expect(done.err).toContain(words);
  });
});
