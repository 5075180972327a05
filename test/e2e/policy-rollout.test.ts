import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { traingateHere } from '../support/cli.ts';
import { SHUT } from '../support/s3/bundles.ts';
import { type S3Double, startS3Double } from '../support/s3/double.ts';
import {
  check,
  compliant,
  freshHome,
  get,
  removeHome,
  startTestStack,
  submit,
  type TestStack,
} from '../support/stack.ts';

const ADA = 'ada@example.com';

let s3: S3Double;
let home: string;
let stack: TestStack;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  s3 = await startS3Double();
  home = await freshHome();
  env = {
    POLICY_BUNDLE_BUCKET: s3.bucket,
    S3_ENDPOINT: s3.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  stack = await startTestStack(home, [], env);
});
afterAll(async () => {
  await stack.stop();
  await s3.close();
  await removeHome(home);
});

/** `traingate policies <args>`, as a user types it. */
async function policies(args: readonly string[], parts: Readonly<Record<string, string>> = {}) {
  const { code, out, err } = await traingateHere(['policies', ...args], { ...env, ...parts });
  return { code, out: out.trim(), remarks: err };
}

const because = ['--reason', 'a test', '--by', 'petra@example.com'];
const asked = async () => (await stack.as(ADA)(check(await compliant('rolled-out')))).body.decision;

/** By what each function that asks for policies judges; each looks for itself. */
const versions = async (name: string): Promise<readonly string[]> => {
  const body = await compliant(name);
  const [checked, submitted, read] = await Promise.all(
    [check(body), submit(body), get('/v1/policies')].map(stack.as(ADA)),
  );
  return [checked?.body.decision, submitted?.body.decision, read?.body].map((each) => each?.policyVersion);
};

/** Milliseconds until every function judges by a version. */
async function untilJudgedBy(version: string, name: string): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < 12_000) {
    if ((await versions(name)).every((each) => each === version)) return performance.now() - started;
    await pause(100);
  }
  throw new Error(`${version} does not come into force`);
}

/** The sample organisation in which nothing may start. */
async function closedPolicies(): Promise<string> {
  const folder = join(home, 'closed');
  await cp('policies', folder, { recursive: true });
  await writeFile(join(folder, 'shut.yaml'), SHUT);
  return folder;
}

describe('a gateway that judges by what is active in a bucket', () => {
  it('refuses while nothing is', async () => {
    const answer = await stack.as(ADA)(check(await compliant('too-early')));
    expect([answer.status, answer.body.type]).toEqual([503, 'urn:traingate:unavailable']);
    expect(await policies(['status'])).toMatchObject({
      code: 1,
      remarks: expect.stringContaining('no bundle is active'),
    });
  });

  it('takes a switch and its rollback within ten seconds, without a restart', async () => {
    const open = (await policies(['publish'])).out;
    const closed = (await policies(['publish', '--policies', await closedPolicies()])).out;
    expect([open, closed]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(await policies(['activate', open, ...because])).toMatchObject({ code: 0 });
    await untilJudgedBy(open, 'open');
    expect(await asked()).toMatchObject({ verdict: 'allow', policyVersion: open });

    const switched = await policies(['activate', closed, ...because]);
    expect(switched).toMatchObject({ code: 0, remarks: expect.stringContaining(`before: ${open}`) });
    expect(await untilJudgedBy(closed, 'while-shut')).toBeLessThan(10_000);
    expect(await asked()).toMatchObject({ verdict: 'deny', policyVersion: closed, violations: [{ policy: 'shut' }] });
    expect((await stack.as(ADA)(submit(await compliant('while-shut')))).status).toBe(403);

    expect(await policies(['rollback', ...because])).toMatchObject({ code: 0 });
    expect(await untilJudgedBy(open, 'open-again')).toBeLessThan(10_000);
    expect((await stack.as(ADA)(get('/v1/training-jobs/open-again'))).body.state).toBe('submitted');

    expect((await policies(['status'])).out).toMatch(
      new RegExp(`^${open}  \\S+Z  rollback  by petra@example.com: a test$`),
    );
    const history = (await policies(['history'])).out.split('\n').map((line) => line.split('  ')[0]);
    expect(history).toEqual([open, closed, open]);
  }, 90_000);

  it('settles jobs whatever the policies are', async () => {
    s3.breakDown(500);
    await stack.control('/clock', { advanceSeconds: 600 });
    await pause(300);
    s3.breakDown(null);
    const { body } = await stack.as(ADA)(get('/v1/training-jobs/open-again'));
    expect(body).toMatchObject({ state: 'finished' });
  });

  it('settles jobs whose events were lost, though nobody can say what the policies are', async () => {
    const otherHome = await freshHome();
    // Its jobs run at the first stack's SageMaker, whose events it never hears.
    const deaf = await startTestStack(otherHome, [], { ...env, SAGEMAKER_ENDPOINT: stack.facts.sagemakerUrl });
    try {
      expect((await deaf.as(ADA)(submit(await compliant('unheard')))).status).toBe(201);
      s3.breakDown(500);
      for (const each of [stack, deaf]) await each.control('/clock', { advanceSeconds: 1200 });
      expect((await deaf.as(ADA)(get('/v1/policies'))).status).toBe(503);
      expect(await deaf.control('/reconcile')).toMatchObject({ body: { reconciled: { checked: 1, failed: 0 } } });
      // Its budgets are looked at once they are known.
      expect(await deaf.control('/reconcile')).toMatchObject({ body: { reconciled: { checked: 1, failed: 0 } } });
      s3.breakDown(null);
      await deaf.control('/clock', { advanceSeconds: 60 });
      expect((await deaf.as(ADA)(get('/v1/training-jobs/unheard'))).body).toMatchObject({ state: 'finished' });
      await deaf.control('/reconcile');
      expect(await deaf.control('/reconcile')).toMatchObject({ body: { reconciled: { checked: 0 } } });
    } finally {
      s3.breakDown(null);
      await deaf.stop();
      await removeHome(otherHome);
    }
  }, 60_000);
});

describe('traingate policies', () => {
  it.each([
    ['no command', [], 'publish'],
    ['another command', ['promote'], "unknown command 'promote'"],
    ['no version', ['activate', ...because], "missing required argument 'version'"],
    ['no reason', ['activate', 'a'.repeat(64)], "required option '--reason <text>' not specified"],
    ['an empty reason', ['rollback', '--reason', ' '], 'no reason'],
    ['too much', ['status', 'now'], 'too many arguments'],
    ['an option that it does not have', ['status', '--force'], '--force'],
  ])('%s is not understood', async (_name, args, message) => {
    const { code, out, remarks } = await policies(args);
    expect({ code, said: out + remarks }).toEqual({ code: 2, said: expect.stringContaining(message) });
  });

  it.each([
    ['no bucket', { POLICY_BUNDLE_BUCKET: '' }, 2, 'PolicyBucketName'],
    ['another bucket', { POLICY_BUNDLE_BUCKET: 'other' }, 1, 'PolicyBucketName'],
    ['an S3 that is not there', { S3_ENDPOINT: 'http://127.0.0.1:9' }, 1, 'ECONNREFUSED'],
    ['no URL', { S3_ENDPOINT: 'localhost' }, 2, '`localhost` is no URL: give --endpoint'],
  ])('says what to do about %s', async (_name, parts, code, message) => {
    expect(await policies(['status'], parts)).toMatchObject({ code, remarks: expect.stringContaining(message) });
  });

  it('publishes nothing that does not compile', async () => {
    const folder = await closedPolicies();
    await writeFile(join(folder, 'shut.yaml'), SHUT.replace('instance-caps', 'instance-cap'));
    const { code, remarks } = await policies(['publish', '--policies', folder]);
    expect({ code, remarks }).toEqual({ code: 1, remarks: expect.stringMatching(/shut\.yaml:5:11 .*instance-caps/) });
  });

  it('shows no control characters of who wrote the pointer', async () => {
    await policies(['rollback', ...because]);
    const pointer = JSON.parse(s3.textOf('active.json') ?? '');
    s3.force('active.json', JSON.stringify({ ...pointer, reason: '\u001b[2Jhello\u202e' }));
    expect((await policies(['status'])).out).toMatch(/: \?\[2Jhello\?$/);
  });
});
