import { describe, expect, it } from '@jest/globals';
import { expiryMs, grantMs, nextLookAt, reminderAt } from '../../gateway/approvals/terms.ts';
import { approvedText, minuteText, waitingText } from '../../gateway/approvals/wording.ts';
import type { Approval, Vote } from '../../gateway/shared/approval.ts';
import type { JobState } from '../../gateway/shared/job.ts';

const AT = Date.UTC(2026, 10, 27, 17, 0, 59);
const vote = (person: string, ...groups: string[]): Vote => ({
  ...{ person, groups, at: AT, channel: 'rest', policyVersion: 'v' },
});
const FINN = vote('finn@example.com', 'finance');
const approval = (parts: Partial<Approval> = {}): Approval => ({
  round: 1,
  requirements: [
    { group: 'finance', count: 1 },
    { group: 'platform', count: 2 },
  ],
  votes: [],
  denial: null,
  askedAt: AT - 100,
  until: AT,
  remindedAt: null,
  overrides: [],
  secretPaths: [],
  waitingFor: null,
  ...parts,
});

describe('where a job stands', () => {
  it.each<[string, JobState, Approval | null, string]>([
    ['nobody was asked', 'submitted', null, ''],
    [
      'nobody has voted',
      'held',
      approval(),
      'Waiting for approval 0 of 3 (finance 0 of 1, platform 0 of 2), expires 2026-11-27 17:00 UTC',
    ],
    [
      'some have',
      'held',
      approval({ votes: [FINN, vote('petra@example.com', 'platform', 'finance')] }),
      'Waiting for approval 2 of 3 (finance 1 of 1, platform 1 of 2), expires 2026-11-27 17:00 UTC',
    ],
    [
      'one of them counts for nothing more',
      'held',
      approval({ votes: [FINN, vote('fay@example.com', 'finance')] }),
      'Waiting for approval 1 of 3 (finance 1 of 1, platform 0 of 2), expires 2026-11-27 17:00 UTC',
    ],
    ['it starts', 'approved', approval({ votes: [FINN] }), 'Approved by finn@example.com, starting'],
    [
      'it waits for room',
      'approved',
      approval({ votes: [FINN, vote('petra@example.com')], waitingFor: 'the limit of `org` is 4 `gpus`' }),
      'Approved by finn@example.com and petra@example.com, waiting for quota until 2026-11-27 17:00 UTC: the limit of `org` is 4 `gpus`',
    ],
  ])('%s', (_name, state, given, text) => {
    expect(waitingText({ state, approval: given })).toBe(text);
  });

  it('is told in minutes of UTC, by name', () => {
    expect(minuteText(Date.UTC(2027, 0, 2, 3, 4, 5))).toBe('2027-01-02 03:04 UTC');
    expect(approvedText(approval({ votes: [FINN] }))).toBe('Approved by finn@example.com');
  });
});

describe('how long people have', () => {
  it.each([
    ['where nothing is said', undefined, 240, 60],
    ['where nothing is said of it', {}, 240, 60],
    ['where one of them is said', { grantMinutes: 5 }, 240, 5],
    ['where both are', { expireAfterMinutes: 30, grantMinutes: 120 }, 30, 120],
  ])('%s', (_name, terms, expireMinutes, grantMinutes) => {
    expect([expiryMs(terms), grantMs(terms)]).toEqual([expireMinutes * 60_000, grantMinutes * 60_000]);
  });

  it('ends together within what clients of AWS wait for a job', () => {
    expect(expiryMs() + grantMs()).toBeLessThan(6 * 3_600_000);
  });

  it('has them reminded half-way, once', () => {
    const asked = approval({ askedAt: 1_000, until: 2_001 });
    expect(reminderAt(asked)).toBe(1_500);
    expect([nextLookAt(asked), nextLookAt({ ...asked, remindedAt: 1_500 })]).toEqual([1_500, 2_001]);
  });
});
