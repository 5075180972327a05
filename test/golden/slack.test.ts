import { describe, expect, it } from '@jest/globals';
import { viewOf } from '../../gateway/adapters/slack/dialog.ts';
import { messageOf, replyOf } from '../../gateway/adapters/slack/message.ts';
import type { JobState } from '../../gateway/shared/job.ts';
import { JOB_STATES } from '../../gateway/shared/job.ts';
import { messageProblems, viewProblems } from '../../local/slack/limits.ts';
import { details, notice } from '../support/approvals.ts';

const STATUS: Partial<Record<JobState, string>> = {
  approved: 'Approved by finn@example.com, starting',
  denied: 'Denied by finn@example.com: use spot capacity',
  expired: 'Expired at 2026-11-27 17:00 UTC: it took the approval of 1 of `finance`, and had that of nobody',
  finished: 'Approved by finn@example.com, ended: Completed',
};

describe('what Slack is sent', () => {
  it.each(JOB_STATES)('is the message of a job that is %s', (state) => {
    const message = messageOf(notice({ state, status: STATUS[state] ?? `It is ${state}` }));
    expect(messageProblems({ ...message })).toEqual([]);
    expect(message).toMatchSnapshot();
  });

  it.each(['asked-again', 'reminder', 'started', 'ended'] as const)('is the reply %s', (kind) => {
    expect(replyOf(notice(), kind)).toMatchSnapshot();
  });

  it.each([
    { kind: 'approve', notice: notice() },
    { kind: 'deny', notice: notice() },
    { kind: 'details', details: details() },
    { kind: 'told', text: 'you asked for this job yourself' },
  ] as const)('is the dialog of $kind', (dialog) => {
    const view = viewOf(dialog);
    expect(viewProblems(JSON.parse(JSON.stringify(view)))).toEqual([]);
    expect(view).toMatchSnapshot();
  });
});
