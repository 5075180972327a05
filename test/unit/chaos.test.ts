import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../scripts/chaos/callers.ts';
import type { Answer } from '../../scripts/chaos/doors.ts';
import { wishesOf } from '../../scripts/chaos/plan.ts';
import { type FoundJob, type FoundRecord, verdictOn } from '../../scripts/chaos/verdict.ts';

const [wish] = wishesOf(1, 1);
if (!wish) throw new Error('a plan of one wish has none');
const { name } = wish;

const ACCEPTED: Answer = { kind: 'accepted', admissionId: 'a', isSure: true };
const PERHAPS: Answer = { kind: 'accepted', admissionId: 'a', isSure: false };
const BY_SDK: Answer = { kind: 'accepted', admissionId: null, isSure: false };
const TAKEN: Answer = { kind: 'taken' };
const REFUSED: Answer = { kind: 'refused', status: 403, why: 'quota-exceeded' };
const UNCLEAR: Answer = { kind: 'unclear', why: 'ECONNRESET' };

const told = (...answers: readonly Answer[]): readonly Outcome[] => [{ wish, answers, isStopAsked: false }];
const stopped = (...answers: readonly Answer[]): readonly Outcome[] => [{ wish, answers, isStopAsked: true }];
const job = (admissionId: string | null = 'a', of = name): FoundJob => ({ name: of, admissionId });
const record = (state: string, admissionId = 'a', of = name): FoundRecord => ({ name: of, admissionId, state });

const NOTHING = { doubled: 0, lost: 0, unanswered: 0, endedWithout: 0 };
type Case = readonly [
  what: string,
  outcomes: readonly Outcome[],
  jobs: readonly FoundJob[],
  records: readonly FoundRecord[],
  found: Partial<typeof NOTHING>,
];

/** How many sentences of each kind. */
function countsOf(...[outcomes, jobs, records]: Parameters<typeof verdictOn>) {
  const verdict = verdictOn(outcomes, jobs, records);
  return Object.fromEntries(Object.entries(verdict).map(([kind, sentences]) => [kind, sentences.length]));
}

describe('the verdict of a run with chaos', () => {
  it.each<Case>([
    ['a job that was accepted', told(ACCEPTED), [job()], [record('finished')], {}],
    ['two callers and one job', told(ACCEPTED, PERHAPS), [job()], [record('finished')], {}],
    ['the second caller comes when the job has ended', told(ACCEPTED, TAKEN), [job()], [record('finished')], {}],
    ['a name in other letters at SageMaker', told(ACCEPTED), [job('a', name.toUpperCase())], [record('finished')], {}],
    ['one of two callers is refused', told(REFUSED, ACCEPTED), [job()], [record('finished')], {}],
    ['a refusal', told(REFUSED), [], [], {}],
    ['a refusal of SageMaker, which left a record', told(REFUSED), [], [record('refused')], {}],
    ['refused, then admitted', told(ACCEPTED), [job()], [record('refused', 'b'), record('finished')], {}],
    ['withdrawn as was asked', stopped(PERHAPS), [], [record('withdrawn')], { endedWithout: 1 }],
    ['perhaps accepted, then refused', told(PERHAPS), [], [record('refused')], { endedWithout: 1 }],
    ['the same by an SDK', told(BY_SDK), [], [record('refused')], { endedWithout: 1 }],
  ])('finds no fault in %s', (_what, outcomes, jobs, records, found) => {
    expect(countsOf(outcomes, jobs, records)).toEqual({ ...NOTHING, ...found });
  });

  it.each<Case>([
    [
      'two jobs of a name',
      told(ACCEPTED),
      [job(), job('b')],
      [record('finished'), record('refused', 'b')],
      { doubled: 2 },
    ],
    ['two jobs of an admission', told(ACCEPTED), [job(), job('a', 'other')], [record('finished')], { doubled: 2 }],
    [
      'two admissions that ran',
      told(ACCEPTED),
      [job()],
      [record('finished'), record('finished', 'b')],
      { doubled: 1, lost: 1 },
    ],
    ['a job without a tag', told(REFUSED), [job(null, 'other')], [], { doubled: 1 }],
    ['a job of an admission that was refused', told(ACCEPTED), [job()], [record('refused')], { doubled: 1, lost: 1 }],
    [
      'a job of another name than its record',
      told(ACCEPTED),
      [job('a', 'other')],
      [record('finished')],
      { doubled: 1 },
    ],
    ['a refused create that runs', told(REFUSED, REFUSED), [job()], [record('finished')], { doubled: 1 }],
  ])('notices as doubled: %s', (_what, outcomes, jobs, records, found) => {
    expect(countsOf(outcomes, jobs, records)).toEqual({ ...NOTHING, ...found });
  });

  it.each<Case>([
    ['no record', told(ACCEPTED), [], [], { lost: 1 }],
    ['no record of the admission that was told', told(PERHAPS), [job('b')], [record('finished', 'b')], { lost: 1 }],
    ['no record, by an SDK', told(BY_SDK), [], [], { lost: 1 }],
    ['a record without its job', told(ACCEPTED), [], [record('finished')], { lost: 1 }],
    ['surely accepted, then refused', told(ACCEPTED), [], [record('refused')], { lost: 1 }],
    ['a name that nobody has', told(TAKEN), [], [record('refused')], { lost: 1 }],
    ['withdrawn although nobody asked', told(PERHAPS), [], [record('withdrawn')], { lost: 1, endedWithout: 1 }],
    ['a record that never ended', told(REFUSED), [], [record('forwarding')], { lost: 1 }],
  ])('notices as lost: %s', (_what, outcomes, jobs, records, found) => {
    expect(countsOf(outcomes, jobs, records)).toEqual({ ...NOTHING, ...found });
  });

  it('notices a create without a definite answer', () => {
    expect(countsOf(told(UNCLEAR), [], [])).toEqual({ ...NOTHING, unanswered: 1 });
  });
});

describe('the plan of a run with chaos', () => {
  it('is the same for the same seed, and names no job twice', () => {
    const wishes = wishesOf(500, 7);
    expect(wishesOf(500, 7)).toEqual(wishes);
    expect(wishesOf(500, 8)).not.toEqual(wishes);
    expect(new Set(wishes.map((each) => each.name)).size).toBe(500);
  });
});
