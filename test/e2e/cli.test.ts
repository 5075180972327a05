import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { traingateHere } from '../support/cli.ts';
import { sdkOf } from '../support/sdk.ts';
import { freshHome, removeHome, startTestStack, type TestStack } from '../support/stack.ts';

let home: string;
let stack: TestStack;
beforeAll(async () => {
  home = await freshHome();
  stack = await startTestStack(home);
});
afterAll(async () => {
  await stack.stop();
  await removeHome(home);
});

/** The command as a user types it. */
const traingate = (...args: string[]) => traingateHere(args, { TRAINGATE_HOME: home });
const ADA = ['--as', 'ada@example.com'];

describe('traingate keys', () => {
  it('issues a key that an SDK signs with, lists it, rotates and disables it, and shows its secret once', async () => {
    const created = JSON.parse((await traingate('keys', 'create', ...ADA, '--expires', '30d', '--json')).out);
    const credentials = { accessKeyId: created.accessKeyId, secretAccessKey: created.secretAccessKey };
    const list = () => sdkOf(stack.facts, 'ada@example.com', { credentials }).send(new ListTrainingJobsCommand({}));
    expect(await list()).toMatchObject({ TrainingJobSummaries: [] });
    const listed = await traingate('keys', 'list', ...ADA);
    expect(listed.out).toContain(created.accessKeyId);
    const rotated = await traingate('keys', 'rotate', created.accessKeyId, ...ADA, '--overlap', '1h');
    expect(rotated.out).toContain('Its secret is shown this once');
    const disabled = await traingate('keys', 'disable', created.accessKeyId, '--as', 'petra@example.com');
    expect(disabled.out).toContain('is disabled');
    await stack.control('/clock', { advanceSeconds: 11 });
    expect(await list()).toMatchObject({
      error: 'UnrecognizedClientException',
      message: expect.stringContaining('is disabled'),
    });
    const all = await traingate('keys', 'list', '--as', 'petra@example.com', '--json');
    expect(all.out + listed.out + disabled.out).not.toContain(created.secretAccessKey);
    const kept = await readFile(join(home, 'local.json'), 'utf8');
    expect(kept).not.toContain(created.secretAccessKey);
  });

  it.each<[string, string[], number, string]>([
    ['a key for somebody else', ['create', ...ADA, '--person', 'ben@example.com'], 1, 'are managed by that person'],
    ['a time that is none', ['create', ...ADA, '--expires', 'soon'], 2, '--expires is `soon`'],
    ['a day that is none', ['create', ...ADA, '--expires', '2027-02-30'], 2, 'which is no day'],
    ['a key for ever', ['create', ...ADA, '--expires', '9999d'], 1, 'from one hour to 366 days'],
    ['nobody who calls', ['list'], 2, 'say who calls with --as'],
    ['somebody unheard of', ['list', '--as', 'zoe@example.com'], 2, '`zoe@example.com` is nobody'],
    ['a key that is not there', ['disable', 'AKGWNOBODY', ...ADA], 1, 'there is no gateway key `AKGWNOBODY`'],
    ['a command that is not there', ['delete'], 2, 'unknown command'],
  ])('says what is wrong with %s', async (_what, args, code, words) => {
    const done = await traingate('keys', ...args);
    expect([done.code, done.out]).toEqual([code, '']);
    expect(done.err).toContain(words);
  });
});

describe('traingate', () => {
  it('explains itself', async () => {
    for (const args of [['--help'], ['keys', '--help'], ['keys', 'create', '--help']]) {
      const { code, out } = await traingate(...args);
      expect([args, code]).toEqual([args, 0]);
      expect(out).toMatch(/Usage: traingate/);
    }
    expect((await traingate('--help')).out).toContain('Examples:');
  });

  it('writes the file that has boto3 and the AWS CLI sign for API Gateway', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'traingate-models-'));
    const { code, out } = await traingate('sdk-files', '--dir', dir);
    expect([code, out.includes(`AWS_DATA_PATH=${dir}`)]).toEqual([0, true]);
    const written = await readFile(join(dir, 'sagemaker/2017-07-24/service-2.sdk-extras.json'), 'utf8');
    expect(JSON.parse(written)).toEqual({ version: 1, merge: { metadata: { signingName: 'execute-api' } } });
    expect((await traingate('sdk-files', '--dir', dir)).code).toBe(0);
    await writeFile(join(dir, 'sagemaker/2017-07-24/service-2.sdk-extras.json'), '{}');
    const kept = await traingate('sdk-files', '--dir', dir);
    expect([kept.code, kept.err]).toEqual([1, expect.stringContaining('is there already')]);
    await rm(dir, { recursive: true });
  });
});
