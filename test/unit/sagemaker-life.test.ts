import { describe, expect, it } from '@jest/globals';
import { type LifeFacts, lifeAt, lifeOf } from '../../local/sagemaker/life.ts';

const CREATED_AT = 1_793_000_000_000;
const PLAIN: LifeFacts = { createdAt: CREATED_AT, stopRequestedAt: null, maxRuntimeSeconds: 3600, failure: null };
const secondsIn = (seconds: number): number => CREATED_AT + seconds * 1000;

const STARTED = ['0 InProgress/Starting', '30 InProgress/Downloading', '50 InProgress/Training'];
const COMPLETED = [...STARTED, '150 InProgress/Uploading', '170 Completed/Completed'];

const LIVES: readonly { name: string; facts: Partial<LifeFacts>; life: readonly string[] }[] = [
  { name: 'undisturbed', facts: {}, life: COMPLETED },
  { name: 'allowed just as long as training takes', facts: { maxRuntimeSeconds: 100 }, life: COMPLETED },
  {
    name: 'allowed less than training takes',
    facts: { maxRuntimeSeconds: 60 },
    life: [...STARTED, '110 Stopping/Stopping', '140 Stopped/MaxRuntimeExceeded'],
  },
  {
    name: 'without capacity',
    facts: { failure: 'no-capacity' },
    life: ['0 InProgress/Starting', '30 Failed/Failed'],
  },
  { name: 'failing', facts: { failure: 'fail-job' }, life: [...STARTED, '100 Failed/Failed'] },
  {
    name: 'failing with less time than training takes',
    facts: { failure: 'fail-job', maxRuntimeSeconds: 60 },
    life: [...STARTED, '80 Failed/Failed'],
  },
  {
    name: 'stopped at once',
    facts: { stopRequestedAt: secondsIn(0) },
    life: ['0 InProgress/Starting', '0 Stopping/Stopping', '30 Stopped/Stopped'],
  },
  {
    name: 'stopped in training',
    facts: { stopRequestedAt: secondsIn(61) },
    life: [...STARTED, '61 Stopping/Stopping', '91 Stopped/Stopped'],
  },
  {
    name: 'stopped before it would fail',
    facts: { stopRequestedAt: secondsIn(99), failure: 'fail-job' },
    life: [...STARTED, '99 Stopping/Stopping', '129 Stopped/Stopped'],
  },
  {
    name: 'stopped while its runtime is being cut',
    facts: { stopRequestedAt: secondsIn(115), maxRuntimeSeconds: 60 },
    life: [...STARTED, '110 Stopping/Stopping', '140 Stopped/MaxRuntimeExceeded'],
  },
  { name: 'stopped after its end', facts: { stopRequestedAt: secondsIn(170) }, life: COMPLETED },
];

describe('the life of an embedded training job', () => {
  it.each(LIVES)('$name', ({ facts, life }) => {
    const transitions = lifeOf({ ...PLAIN, ...facts });
    expect(
      transitions.map(({ at, status, secondaryStatus }) => `${(at - CREATED_AT) / 1000} ${status}/${secondaryStatus}`),
    ).toEqual(life);
  });

  it.each([
    { name: 'before its creation', at: -1, past: 1, current: 'Starting' },
    { name: 'a millisecond before a transition', at: 29.999, past: 1, current: 'Starting' },
    { name: 'at a transition', at: 30, past: 2, current: 'Downloading' },
    { name: 'in between', at: 149, past: 3, current: 'Training' },
    { name: 'long after its end', at: 1e6, past: 5, current: 'Completed' },
  ])('is looked at $name', ({ at, past, current }) => {
    const seen = lifeAt(PLAIN, secondsIn(at));
    expect(seen.past).toEqual(lifeOf(PLAIN).slice(0, past));
    expect(seen.current.secondaryStatus).toBe(current);
  });

  it('never changes its past by a stop', () => {
    for (let second = 0; second <= 200; second += 1) {
      const now = secondsIn(second);
      const before = lifeAt(PLAIN, now).past;
      const after = lifeOf({ ...PLAIN, stopRequestedAt: now });
      expect(after.slice(0, before.length)).toEqual(before);
    }
  });
});
