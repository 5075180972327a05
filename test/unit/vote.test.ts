import { describe, expect, it } from '@jest/globals';
import { type Ballot, count, LONGEST_REASON, type Voter } from '../../gateway/approvals/vote.ts';
import type { Approval, Vote } from '../../gateway/shared/approval.ts';
import type { ErrorCode } from '../../gateway/shared/errors.ts';
import type { JobRecord } from '../../gateway/shared/job.ts';
import { admission } from '../support/job-store.ts';

const AT = Date.UTC(2026, 10, 27, 12);
const HOUR = 3_600_000;

const voter = (parts: Partial<Voter> = {}): Voter => ({
  person: 'finn@example.com',
  addresses: [parts.person ?? 'finn@example.com'],
  groups: ['finance'],
  channel: 'slack',
  policyVersion: 'now',
  at: AT,
  ...parts,
});
const vote = (person: string, groups: readonly string[]): Vote => ({
  ...{ person, groups, at: AT - HOUR, channel: 'rest', policyVersion: 'then' },
});

const approval = (parts: Partial<Approval> = {}): Approval => ({
  round: 1,
  requirements: [{ group: 'finance', count: 1 }],
  votes: [],
  denial: null,
  askedAt: AT - 2 * HOUR,
  until: AT + 2 * HOUR,
  remindedAt: null,
  overrides: [],
  secretPaths: [],
  waitingFor: null,
  ...parts,
});

const held = (parts: Partial<Approval> = {}, record: Partial<JobRecord> = {}): JobRecord =>
  admission({ name: 'big', state: 'held', approval: approval(parts), ...record }).record;

const YES: Ballot = { kind: 'approve', round: null };
const no = (reason: string, round: number | null = null): Ballot => ({ kind: 'deny', reason, round });
const PETRA = voter({ person: 'petra@example.com', groups: ['platform'] });
const TWO = [
  { group: 'finance', count: 1 },
  { group: 'platform', count: 1 },
];

describe('a person by another address', () => {
  const RENAMED = voter({ person: 'ada@new.example.com', addresses: ['ada@new.example.com', 'ada@example.com'] });

  it('still asked for the job himself', () => {
    const record = held();
    expect(count(record, RENAMED, YES, HOUR)).toMatchObject({ ok: false, error: { code: 'self-approval' } });
  });

  it('has voted once', () => {
    const votes = [vote('old@example.com', ['finance'])];
    const record = held({ votes, requirements: [{ group: 'finance', count: 2 }] });
    const again = voter({ person: 'new@example.com', addresses: ['new@example.com', 'old@example.com'] });
    expect(count(record, again, YES, HOUR)).toEqual({ ok: true, value: { kind: 'said-before' } });
  });

  it('may say the same again once all is decided', () => {
    const votes = [vote('finn@example.com', ['finance'])];
    const record = { ...held({ votes }), state: 'submitted' as const };
    expect(count(record, voter(), YES, HOUR)).toEqual({ ok: true, value: { kind: 'said-before' } });
  });
});

describe('a vote that counts', () => {
  it('is kept as it was given, and meets what it takes', () => {
    expect(count(held(), voter(), YES, HOUR)).toEqual({
      ok: true,
      value: {
        kind: 'voted',
        isMet: true,
        approval: approval({
          votes: [{ person: 'finn@example.com', groups: ['finance'], channel: 'slack', policyVersion: 'now', at: AT }],
          // From now on it has so long to start.
          until: AT + HOUR,
        }),
      },
    });
  });

  it.each<[string, Partial<Approval>, Voter, boolean, number]>([
    ['the first of two groups', { requirements: TWO }, voter(), false, AT + 2 * HOUR],
    [
      'the second of two groups',
      { requirements: TWO, votes: [vote('finn@example.com', ['finance'])] },
      PETRA,
      true,
      AT + HOUR,
    ],
    ['one of two of a group', { requirements: [{ group: 'finance', count: 2 }] }, voter(), false, AT + 2 * HOUR],
    [
      'two of two of a group',
      { requirements: [{ group: 'finance', count: 2 }], votes: [vote('fay@example.com', ['finance'])] },
      voter(),
      true,
      AT + HOUR,
    ],
    [
      'one of both groups, alone',
      { requirements: TWO },
      voter({ groups: ['finance', 'platform'] }),
      false,
      AT + 2 * HOUR,
    ],
    ['somebody who was in the group then', { votes: [vote('fay@example.com', ['finance'])] }, voter(), true, AT + HOUR],
    ['in the last millisecond', { until: AT + 1 }, voter(), true, AT + HOUR],
  ])('%s', (_name, parts, by, isMet, until) => {
    const counted = count(held(parts), by, YES, HOUR);
    expect(counted).toMatchObject({ ok: true, value: { kind: 'voted', isMet, approval: { until } } });
    if (counted.ok && counted.value.kind === 'voted') {
      expect(counted.value.approval.votes.map(({ person }) => person)).toEqual([
        ...(parts.votes ?? []).map(({ person }) => person),
        by.person,
      ]);
    }
  });

  it('changes nothing where the same person has said so before', () => {
    const before = held({ requirements: TWO, votes: [vote('finn@example.com', ['finance'])] });
    expect(count(before, voter(), YES, HOUR)).toEqual({ ok: true, value: { kind: 'said-before' } });
    expect(count(before, voter({ channel: 'rest' }), { ...YES, round: 1 }, HOUR)).toMatchObject({
      value: { kind: 'said-before' },
    });
  });
});

describe('a no', () => {
  it.each<[string, JobRecord]>([
    ['to what is held', held()],
    ['after a yes of one’s own', held({ requirements: TWO, votes: [vote('finn@example.com', ['finance'])] })],
    ['to what is approved and has not started', held({}, { state: 'approved' })],
  ])('%s ends it', (_name, record) => {
    const denial = {
      ...{ person: 'finn@example.com', at: AT, channel: 'slack', policyVersion: 'now', reason: 'too dear' },
    };
    expect(count(record, voter(), no('  too dear\n'), HOUR)).toEqual({
      ok: true,
      value: { kind: 'denied', denial, approval: { ...record.approval, denial } },
    });
  });

  it.each<[string, string, boolean]>([
    ['no reason', '', false],
    ['white space', ' \n\t', false],
    ['a letter', 'x', true],
    ['as long as may be', 'x'.repeat(LONGEST_REASON), true],
    ['longer', 'x'.repeat(LONGEST_REASON + 1), false],
    ['white space around it does not count', ` ${'x'.repeat(LONGEST_REASON)} `, true],
  ])('with %s', (_name, reason, counts) => {
    const counted = count(held(), voter(), no(reason), HOUR);
    expect(counted).toMatchObject(counts ? { ok: true } : { ok: false, error: { code: 'invalid-vote' } });
  });
});

describe('a vote that does not count', () => {
  const over = (state: JobRecord['state'], note: string) =>
    held({}, { state, history: [{ at: AT, state, by: 'expire', note }] });

  it.each<[string, JobRecord, Voter, Ballot, ErrorCode, string]>([
    [
      'nobody was asked',
      admission({ name: 'small' }).record,
      voter(),
      YES,
      'approval-not-found',
      'nobody was asked about `small`',
    ],
    [
      'it is one’s own job',
      held({}, { person: 'finn@example.com' }),
      voter(),
      YES,
      'self-approval',
      'you asked for this job yourself',
    ],
    [
      'one’s own job, by whatever way, and though one is asked',
      held({}, { person: 'finn@example.com' }),
      voter({ channel: 'rest' }),
      no('x'),
      'self-approval',
      'stop the job',
    ],
    ['of another group', held(), PETRA, YES, 'not-an-approver', 'it takes 1 of `finance`'],
    [
      'of no group',
      held({ requirements: TWO }),
      voter({ groups: [] }),
      no('x'),
      'not-an-approver',
      'and 1 of `platform`',
    ],
    [
      'it has expired',
      over('expired', 'expired at noon'),
      voter(),
      YES,
      'approval-decided',
      '`big` is expired: expired at noon',
    ],
    ['it was denied', over('denied', 'denied by fay'), voter(), no('x'), 'approval-decided', 'denied by fay'],
    ['it runs', over('submitted', 'accepted'), voter(), YES, 'approval-decided', '`big` is submitted'],
    [
      'it is over, for a reason that nobody noted',
      held({}, { state: 'withdrawn' }),
      voter(),
      YES,
      'approval-decided',
      'over',
    ],
    ['at its end, though nobody has noticed yet', held({ until: AT }), voter(), YES, 'approval-decided', 'has expired'],
    ['a no at its end', held({ until: AT }), voter(), no('x'), 'approval-decided', 'has expired'],
    [
      'an earlier round',
      held({ round: 2 }),
      voter(),
      { ...YES, round: 1 },
      'approval-decided',
      'policies have changed',
    ],
    [
      'a no to an earlier round',
      held({ round: 2 }),
      voter(),
      no('x', 1),
      'approval-decided',
      'look at the request again',
    ],
    [
      'a yes to what is approved',
      held({ votes: [vote('fay@example.com', ['finance'])] }, { state: 'approved' }),
      voter(),
      YES,
      'approval-decided',
      'approved already, by fay@example.com',
    ],
  ])('%s', (_name, record, by, ballot, code, words) => {
    const counted = count(record, by, ballot, HOUR);
    expect(counted).toMatchObject({ ok: false, error: { code } });
    if (!counted.ok) expect(counted.error.detail).toContain(words);
  });

  it('says to a stranger nothing of where it stands', () => {
    const counted = count(over('denied', 'denied by fay: a secret'), PETRA, YES, HOUR);
    expect(JSON.stringify(counted)).not.toContain('secret');
  });
});
