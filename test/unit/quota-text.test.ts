import { describe, expect, it } from '@jest/globals';
import { type Left, leftText, requestText } from '../../cli/quota-text.ts';
import type { Checked } from '../../gateway/flows/check.ts';
import type { LargestJob } from '../../gateway/quota/largest.ts';
import type { Need } from '../../gateway/shared/amount.ts';
import type { Decision, Violation } from '../../gateway/shared/decision.ts';

const row: Left['quotas'][number] = {
  scope: 'team:vision',
  dimension: 'usdMicros',
  window: '2026-11',
  limit: 10_000_000,
  used: 4_200_000,
  reserved: 4_000_000,
  settled: 200_000,
  left: 5_800_000,
  resetsAt: '2026-11-30T23:00:00.000Z',
};
const job: LargestJob = {
  instanceType: 'ml.g5.xlarge',
  seconds: 86_400,
  instances: 2,
  limitedBy: { scope: 'team:vision', dimension: 'usdMicros', window: '2026-11' },
  longestSeconds: 100_000,
};

const line = (text: string, beginning: string) => text.split('\n').find((each) => each.startsWith(beginning));
const rowLine = (parts: Partial<typeof row>) =>
  line(leftText({ quotas: [{ ...row, ...parts }], largest: [] }), 'month');
const jobLine = (parts: Partial<LargestJob>) => line(leftText({ quotas: [], largest: [{ ...job, ...parts }] }), 'ml.');

describe('what is left, for a person', () => {
  it.each<[string, Partial<typeof row>, RegExp]>([
    ['a budget', {}, /^month 2026-11 {2}\$10\.00 {2}\$4\.00 +\$0\.20 +\$5\.80 {2}42 % {2}\S.* \d\d:\d\d \S+$/],
    ['one that is hardly used', { used: 1 }, / <0\.1 % /],
    ['one that is not used', { used: 0 }, / 0 % /],
    ['a small part', { used: 123_456 }, / 1\.2 % /],
    ['one that is passed', { used: 12_000_000, left: 0 }, / \$0\.00 {2}120 % /],
    ['none', { limit: null, left: null }, /^month 2026-11 {2}no limit {2}\$4\.00 +\$0\.20 {9,}\d/],
    ['one of nothing at all', { limit: 0, left: 0 }, /^month 2026-11 {2}\$0\.00 .*\$0\.00 {8,}\d/],
    ['GPU-hours', { dimension: 'gpuSeconds', limit: 3_600 }, /1 GPU-hours/],
  ])('%s', (_name, parts, words) => {
    expect(rowLine(parts)).toMatch(words);
  });

  it('has what is limited first', () => {
    const quotas = [{ ...row, limit: null, left: null, window: '2026' }, row];
    expect(leftText({ quotas, largest: [] })).toMatch(/^team:vision\nOF .*\nmonth .*\nyear /);
  });

  it.each<[string, Partial<LargestJob>, string]>([
    ['some fit', {}, 'ml.g5.xlarge  2          USD of team:vision for 2026-11  27.7 hours'],
    ['one fits for a shorter time', { instances: 0, longestSeconds: 90 }, 'one for 1.5 minutes'],
    [
      'nothing limits it',
      { instances: null, limitedBy: null, longestSeconds: 2_419_200 },
      'any number              28 days',
    ],
    [
      'its price may not be known',
      { instances: 0, longestSeconds: 0 },
      'USD of team:vision for 2026-11, or its price is not known',
    ],
    ['a second is left', { instances: 0, longestSeconds: 1 }, 'one for 1 second'],
  ])('where %s', (_name, parts, words) => {
    expect(jobLine(parts)).toContain(words);
  });

  it('says that policies were not asked, and how to ask of a type', () => {
    const text = leftText({ quotas: [row], largest: [] });
    expect(text).toContain('name one with --type');
    expect(text).toContain('policies may refuse what fits');
  });
});

describe('what a request would take, for a person', () => {
  const need: Need = {
    scope: 'team:vision',
    dimension: 'usdMicros',
    window: '2026-11',
    amount: 7_000_000,
    limit: 10_000_000,
    left: 5_800_000,
  };
  const checked = (needs: readonly Need[], largest: Checked['largest'] = null): Checked => ({
    decision: {
      id: '',
      verdict: 'allow',
      policyVersion: 'abc',
      violations: [],
      approvals: [],
      completed: [{ op: 'add', path: '/X', value: 1 }],
      corrected: null,
      correction: [],
      needs,
      estimate: null,
    },
    largest,
  });

  it('is what is limited, and what that leaves', () => {
    const text = requestText(
      checked([
        { ...need, amount: 800_000 },
        { ...need, dimension: 'gpus', limit: null, left: null },
      ]),
    );
    expect(text).toContain('team:vision  month 2026-11  $10.00  $5.80  $0.80     $5.00');
    expect(text).not.toMatch(/gpus|\/X/);
    expect(requestText(checked([need]))).toContain('$7.00     $1.20 too few');
  });

  const quota: Violation = {
    ...{ policy: 'quotas', rule: 'quota', path: '', message: 'too much', observed: 2, limit: 1, remedy: 'less' },
    ...{ link: null, owner: null, waiver: null, waiverRequest: null, enforcement: 'deny' },
  };
  it.each<[string, Partial<Decision>, number, boolean]>([
    ['what fits', {}, 1, true],
    ['what is refused for it', { verdict: 'deny', violations: [quota] }, 9_000_000, false],
    [
      'what people may let it go beyond',
      { verdict: 'hold', violations: [{ ...quota, enforcement: 'hold' }] },
      9_000_000,
      false,
    ],
    [
      'what is full while people decide',
      { verdict: 'hold', violations: [{ ...quota, enforcement: 'warn' }] },
      9_000_000,
      false,
    ],
    ['what fits while people decide on something else', { verdict: 'hold' }, 1, true],
    ['what has no price, and is refused', { verdict: 'deny', violations: [{ ...quota, path: '/X' }] }, 1, false],
  ])('says whether it fits: %s', (_name, parts, amount, fits) => {
    const { decision, largest } = checked([{ ...need, amount }]);
    const text = requestText({ decision: { ...decision, ...parts }, largest });
    expect(text).toContain(`${fits ? 'It fits' : 'It does not fit'} what is left now:`);
  });

  it('is nothing to tell of where nothing is limited', () => {
    expect(requestText(checked([]))).toBe(
      'allow  by policies abc\n\nBy quotas alone: policies may refuse what fits (`traingate check` asks them).',
    );
  });

  it('is told with the largest job like it', () => {
    expect(requestText(checked([], { ...job, asked: 3, longestSeconds: 0 }))).toContain(
      'Of ml.g5.xlarge, at most 2 could run for 24 hours now (limited by USD of team:vision for 2026-11); the 3 asked for, not at all.',
    );
    expect(requestText(checked([], { ...job, instances: null, limitedBy: null, asked: 1 }))).toContain(
      'any number could run for 24 hours now; the 1 asked for, for at most 27.7 hours.',
    );
  });
});
