import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { traingateHere } from '../support/cli.ts';
import { compliant, freshHome, removeHome, startTestStack, submit, type TestStack } from '../support/stack.ts';

let home: string;
let stack: TestStack;
beforeAll(async () => {
  home = await freshHome();
  stack = await startTestStack(home);
  const ada = stack.as('ada@example.com');
  const on = (InstanceType: string, InstanceCount: number) => ({
    ResourceConfig: { InstanceType, InstanceCount, VolumeSizeInGB: 50 },
    Environment: { NOTE: 'do-not-keep-me' },
  });
  const answers = [
    await ada(submit(await compliant('small', on('ml.g5.xlarge', 1)))),
    await ada(submit(await compliant('larger', on('ml.m5.xlarge', 3)))),
    await ada(submit(await compliant('too-many', on('ml.m5.xlarge', 9)))),
    await ada(submit(await compliant('foreign-type', on('ml.p4d.24xlarge', 1)))),
  ];
  const held = JSON.parse(await readFile('examples/requests/needs-approval.json', 'utf8'));
  answers.push(await ada(submit({ ...held, TrainingJobName: 'held' })));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 403, 403, 202]);
});
afterAll(async () => {
  await stack.stop();
  await removeHome(home);
});

/** The command as a user types it. */
const traingate = (...args: string[]) => traingateHere(['policies', ...args], { TRAINGATE_HOME: home });

/** The sample policies with vision's cap changed. */
async function cappedAt(most: number): Promise<string> {
  const folder = join(home, `policies-${most}`);
  await cp('policies', folder, { recursive: true });
  const file = join(folder, 'instance-types.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('maxInstances: 8', `maxInstances: ${most}`));
  return folder;
}

/** The sample policies with finance asked above another amount. */
async function heldAbove(usd: number): Promise<string> {
  const folder = join(home, `policies-held-${usd}`);
  await cp('policies', folder, { recursive: true });
  const file = join(folder, 'cost.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('maxUsd: 2500', `maxUsd: ${usd}`));
  return folder;
}

const replayed = async (...args: string[]) => {
  const { code, out, err } = await traingate('replay', '--json', ...args);
  expect([code, err]).toEqual([0, '']);
  const { judged, wouldRefuse, wouldHold, wouldAdmit } = JSON.parse(out);
  const names = (changes: readonly { name: string }[]) => changes.map(({ name }) => name);
  return { judged, wouldRefuse: names(wouldRefuse), wouldHold: names(wouldHold), wouldAdmit: names(wouldAdmit) };
};

describe('traingate policies export and replay', () => {
  it('judge by other policies what the gateway decided', async () => {
    const file = join(home, 'decisions.jsonl');
    const exported = await traingate('export', '--out', file);
    expect([exported.code, exported.out]).toEqual([0, `5 decisions are in ${file}\n`]);
    const refused = (await readFile(file, 'utf8')).split('\n').filter((line) => line.includes('"deny"'));
    expect(refused).toHaveLength(2);
    expect(refused.join()).toContain('"NOTE":"***"');
    expect(refused.join()).not.toContain('do-not-keep-me');

    const judged = { admitted: 2, held: 1, refused: 2 };
    const [tightened, loosened] = [await cappedAt(2), await cappedAt(9)];
    const same = ['--policies', 'policies', '--records', file];
    const nothing = { judged, wouldRefuse: [], wouldHold: [], wouldAdmit: [] };
    expect(await replayed(...same)).toEqual(nothing);
    expect(await replayed('--policies', tightened)).toEqual({ ...nothing, wouldRefuse: ['larger', 'held'] });
    const recorded = ['--policies', loosened, '--records', file];
    expect(await replayed(...recorded)).toEqual({ ...nothing, wouldAdmit: ['too-many'] });
    expect(await replayed('--policies', await heldAbove(4_000))).toEqual({
      ...nothing,
      wouldAdmit: ['held'],
    });
    const anything = await heldAbove(0.01);
    expect(await replayed('--policies', anything)).toEqual({ ...nothing, wouldHold: ['small', 'larger'] });
  });

  it('say it in words', async () => {
    const { code, out } = await traingate('replay', '--policies', await cappedAt(2), '--since', '1h');
    expect(code).toBe(0);
    expect(out).toContain('would have refused 2 of 3 jobs that were admitted or held');
    expect(out).toMatch(/larger +ada@example.com +\d{4}-\d\d-\d\d +instance-types +\d+\.\d\d USD/);
    expect(out).toContain('quotas are not replayed');
  });

  it.each<[string, string[], number, string]>([
    ['a file that is not there', ['replay', '--records', 'nowhere.jsonl'], 1, '`nowhere.jsonl` is not there'],
    ['two sources', ['waivers', '--records', 'a', '--table', 'b'], 2, 'give one of --records, --table and --local'],
    ['a time that is none', ['export', '--out', 'x', '--since', 'long'], 2, '--since is `long`'],
    ['no policies', ['lint', 'nowhere'], 1, '`nowhere` is not there'],
    ['a number that is none', ['diff', 'policies', 'policies', '--seed', 'x'], 2, '--seed is `x`'],
  ])('refuse %s', async (_, args, code, words) => {
    const done = await traingate(...args);
    expect([done.code, done.out]).toEqual([code, '']);
    expect(done.err).toContain(words);
    expect(done.err).not.toMatch(/ {4}at /);
  });

  it('look for waivers in the table of the local stack', async () => {
    const { code, out, err } = await traingate('waivers', 'policies', '--local');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /WAIVER +POLICY +RULE +FOR +STATE +USES\n.* instance-types .* in force until .* 0 of \d+, never used/,
    );
  });

  it.each(['lint', 'diff', 'replay', 'export', 'waivers'])('explain %s', async (name) => {
    const { code, out } = await traingate(name, '--help');
    expect(code).toBe(0);
    expect(out).toContain('Examples:');
  });
});
