import type { Outcome } from './callers.ts';
import type { Answer } from './doors.ts';

/** A job as SageMaker has it; the admission is that of its tag, null where it has none. */
export interface FoundJob {
  readonly name: string;
  readonly admissionId: string | null;
}

/** A record as the gateway shows it. */
export interface FoundRecord {
  readonly name: string;
  readonly admissionId: string;
  readonly state: string;
}

/** What is wrong, a sentence each. */
export interface Verdict {
  /** Jobs too many: a second one of a name or an admission, one of no admission, one of a wish that was refused. */
  readonly doubled: readonly string[];
  /** What was promised and is not there: a record, a job, an end. */
  readonly lost: readonly string[];
  /** Wishes that got no definite answer. */
  readonly unanswered: readonly string[];
  /**
   * No fault: accepted before anybody knew whether SageMaker has the job, and ended without one, as the record says:
   * SageMaker refused the repeat, or a stop came first.
   */
  readonly endedWithout: readonly string[];
}

/** Compares what callers were told with what is there when everything has ended. Pure. */
export function verdictOn(
  outcomes: readonly Outcome[],
  jobs: readonly FoundJob[],
  records: readonly FoundRecord[],
): Verdict {
  const there = thereAre(jobs, records);
  const answers = outcomes.flatMap((outcome) => outcome.answers.map((answer) => ({ answer, outcome })));
  const of = (wanted: Fate) =>
    answers
      .filter(({ answer, outcome }) => fateOf(answer, outcome, there) === wanted)
      .map(({ answer, outcome }) => `${outcome.wish.name}: ${wordsOf(answer)}, ${wanted}`);
  return {
    doubled: [
      ...several(there.jobsByName).map((name) => `${name}: SageMaker has several jobs of this name`),
      ...several(there.jobsByAdmission).map((admissionId) => `${admissionId}: several jobs carry this admission`),
      ...several(Map.groupBy(records.filter(hasJob), nameOf)).map((name) => `${name}: several admissions had a job`),
      ...jobs.filter((job) => !isAccountedFor(job, there)).map(sentenceOfStranger),
      ...outcomes.filter((outcome) => isUnwanted(outcome, there)).map(({ wish }) => `${wish.name}: refused, and ran`),
    ],
    lost: [
      ...records.flatMap((record) => lossOf(record, there)),
      ...outcomes.flatMap((outcome) => withdrawnUnasked(outcome, there)),
      ...of('without a record'),
      ...of('without a job'),
    ],
    unanswered: of('never known'),
    endedWithout: of('ended without a job'),
  };
}

interface There {
  readonly jobsByName: ReadonlyMap<string, readonly FoundJob[]>;
  readonly jobsByAdmission: ReadonlyMap<string, readonly FoundJob[]>;
  readonly recordsByName: ReadonlyMap<string, readonly FoundRecord[]>;
  readonly recordByAdmission: ReadonlyMap<string, FoundRecord>;
}

const thereAre = (jobs: readonly FoundJob[], records: readonly FoundRecord[]): There => ({
  jobsByName: Map.groupBy(jobs, nameOf),
  jobsByAdmission: Map.groupBy(jobs, ({ admissionId }) => admissionId ?? NO_ADMISSION),
  recordsByName: Map.groupBy(records, nameOf),
  recordByAdmission: new Map(records.map((record) => [record.admissionId, record])),
});

const NO_ADMISSION = 'none';

/** SageMaker tells no letter case apart. */
const nameOf = ({ name }: { readonly name: string }): string => name.toLowerCase();

const hasJob = ({ state }: FoundRecord): boolean => state === 'finished';

const several = (groups: ReadonlyMap<string, readonly unknown[]>): readonly string[] =>
  [...groups].filter(([key, group]) => key !== NO_ADMISSION && group.length > 1).map(([key]) => key);

/** Whether the job's tag is the admission of a record of its name that ended with a job. */
function isAccountedFor(job: FoundJob, { recordByAdmission }: There): boolean {
  const record = recordByAdmission.get(job.admissionId ?? NO_ADMISSION);
  return record !== undefined && hasJob(record) && nameOf(record) === nameOf(job);
}

const sentenceOfStranger = ({ name, admissionId }: FoundJob): string =>
  `${name}: carries the admission ${admissionId ?? NO_ADMISSION}, by whose record it never ran`;

const isUnwanted = ({ wish, answers }: Outcome, { jobsByName }: There): boolean =>
  answers.every(({ kind }) => kind === 'refused') && jobsByName.has(nameOf(wish));

function lossOf({ name, admissionId, state }: FoundRecord, { jobsByAdmission }: There): readonly string[] {
  if (state === 'forwarding' || state === 'submitted') return [`${name}: the record ${admissionId} is still ${state}`];
  const isGone = state === 'finished' && !jobsByAdmission.has(admissionId);
  return isGone ? [`${name}: the record ${admissionId} is ${state}, and SageMaker has no job of it`] : [];
}

const withdrawnUnasked = ({ wish, isStopAsked }: Outcome, { recordsByName }: There): readonly string[] =>
  (recordsByName.get(nameOf(wish)) ?? [])
    .filter(({ state }) => state === 'withdrawn' && !isStopAsked)
    .map(({ admissionId }) => `${wish.name}: the record ${admissionId} was withdrawn, and nobody asked for it`);

/** What became of what an answer says. */
type Fate = 'kept' | 'without a record' | 'without a job' | 'ended without a job' | 'never known';

function fateOf(answer: Answer, { wish }: Outcome, there: There): Fate {
  if (answer.kind === 'unclear') return 'never known';
  if (answer.kind === 'refused') return 'kept';
  const admissionId = answer.kind === 'accepted' ? answer.admissionId : null;
  const named = there.recordsByName.get(nameOf(wish)) ?? [];
  const records = named.filter((record) => admissionId === null || record.admissionId === admissionId);
  if (records.length === 0) return 'without a record';
  if (records.some(hasJob)) return 'kept';
  return answer.kind === 'accepted' && !answer.isSure ? 'ended without a job' : 'without a job';
}

const wordsOf = (answer: Answer): string => {
  if (answer.kind === 'accepted') return `accepted as ${answer.admissionId ?? 'an admission that was not told'}`;
  return answer.kind === 'taken' ? 'told that its name is taken' : answer.why;
};
