import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { traingateHere } from '../support/cli.ts';
import { get, stackOfThisFile, submit } from '../support/stack.ts';

let home = '';
const stack = stackOfThisFile(async (made) => {
  home = made;
  return [];
});

const ADA = 'ada@example.com';
const FINN = 'finn@example.com';
const PETRA = 'petra@example.com';
/** The command as a person types it. */
const approvalsAs = (person: string, ...args: string[]) =>
  traingateHere(['approvals', ...args, '--as', person], { TRAINGATE_HOME: home, TRAINGATE_URL: '' });

/** Has Ada submit the sample that needs approval; of finance alone, or of the platform team too. */
async function asked(name: string, instances = 4): Promise<void> {
  const sample = JSON.parse(await readFile('examples/requests/needs-approval.json', 'utf8'));
  const ResourceConfig = { ...sample.ResourceConfig, InstanceCount: instances };
  const { status } = await stack.as(ADA)(submit({ ...sample, TrainingJobName: name, ResourceConfig }));
  expect(status).toBe(202);
}

const stateOf = async (name: string) => (await stack.as(ADA)(get(`/v1/training-jobs/${name}`))).body;

describe('traingate approvals', () => {
  it('lists, shows and approves what waits, by its name, and it starts', async () => {
    await asked('by-name');
    const listed = await approvalsAs(FINN, 'list');
    expect(listed.out).toMatch(
      /^by-name +ada@example\.com +finance 0\/1 +\d{4}-\d\d-\d\d \d\d:\d\d UTC +[0-9a-f-]{36}$/m,
    );
    const shown = await approvalsAs(FINN, 'show', 'by-name', '--request');
    expect([shown.code, shown.err]).toEqual([0, '']);
    for (const words of [
      'by-name  held\nWaiting for approval 0 of 1 (finance 0 of 1), expires ',
      'hold  cost (cost-ceiling)',
      'or have it approved by 1 of `finance`',
      'Completed by the gateway:',
      '"TrainingJobName": "by-name"',
    ]) {
      expect(shown.out).toContain(words);
    }
    const approved = await approvalsAs(FINN, 'approve', 'by-name', '--round', '1');
    expect([approved.code, approved.err]).toEqual([0, '']);
    expect(approved.out).toBe('`by-name` of ada@example.com is approved by you: that is all it takes: it starts now\n');
    await stack.control('/reconcile', {});
    expect(await stateOf('by-name')).toMatchObject({ state: 'submitted', approval: { votes: [{ person: FINN }] } });
    expect((await approvalsAs(FINN, 'list')).out).toBe('nothing waits\n');
  });

  it('says who is still missing, and denies with a reason, by the ID', async () => {
    await asked('of-two', 8);
    const [approval] = JSON.parse((await approvalsAs(PETRA, 'list', '--json')).out).approvals;
    expect((await approvalsAs(PETRA, 'approve', approval.admissionId)).out).toBe(
      '`of-two` of ada@example.com is approved by you: it still needs the approval of 1 of `finance`\n',
    );
    const denied = await approvalsAs(FINN, 'deny', approval.admissionId, '--reason', 'the budget is for November');
    expect([denied.code, denied.out]).toEqual([
      0,
      '`of-two` of ada@example.com is denied: it does not start, and shows your reason\n',
    ]);
    expect(await stateOf('of-two')).toMatchObject({
      ...{ state: 'denied', trainingJobStatus: 'Failed' },
      failureReason: 'denied by finn@example.com: the budget is for November',
    });
    expect((await approvalsAs(FINN, 'show', approval.admissionId)).out).toContain(
      'denied by finn@example.com (rest), ',
    );
  });

  it('is refused to whoever asked, to who is not asked, and once it is decided', async () => {
    await asked('refused');
    const own = await approvalsAs(ADA, 'approve', 'refused');
    expect([own.code, own.out, own.err]).toEqual([1, '', expect.stringContaining('you asked for this job yourself')]);
    const stranger = await approvalsAs('ben@example.com', 'deny', 'refused', '--reason', 'x');
    expect([stranger.code, stranger.err]).toEqual([1, expect.stringContaining('none of the groups that are asked')]);
    const unseen = await approvalsAs('chen@example.com', 'approve', 'refused');
    expect([unseen.code, unseen.err]).toEqual([1, expect.stringContaining('no job that waits and concerns you')]);
    const [{ admissionId }] = JSON.parse((await approvalsAs(FINN, 'list', '--json')).out).approvals;
    await approvalsAs(FINN, 'deny', 'refused', '--reason', 'x');
    const late = await approvalsAs(FINN, 'approve', admissionId);
    expect([late.code, late.err]).toEqual([1, expect.stringContaining('`refused` is denied')]);
  });
});
