/** How long each stage of a job takes, in simulated seconds. Chosen so that a life is a few minutes. */
export const STAGE_SECONDS = { starting: 30, downloading: 20, training: 100, uploading: 20, stopping: 30 } as const;

/** TrainingJobStatus and StatusMessage of each SecondaryStatus (DescribeTrainingJob, API reference). */
const STAGES = {
  Starting: { status: 'InProgress', message: 'Preparing the instances for training' },
  Downloading: { status: 'InProgress', message: 'Downloading input data' },
  Training: { status: 'InProgress', message: 'Training image download completed. Training in progress.' },
  Uploading: { status: 'InProgress', message: 'Uploading generated training model' },
  Completed: { status: 'Completed', message: 'Training job completed' },
  Failed: { status: 'Failed', message: 'Training job failed' },
  Stopping: { status: 'Stopping', message: 'Stopping the training job' },
  Stopped: { status: 'Stopped', message: 'Training job stopped' },
  MaxRuntimeExceeded: {
    status: 'Stopped',
    message: 'Training job runtime exceeded MaxRuntimeInSeconds provided',
  },
} as const;

export type SecondaryStatus = keyof typeof STAGES;
export type TrainingJobStatus = (typeof STAGES)[SecondaryStatus]['status'];

/** All that decides a job's life. Times in simulated epoch milliseconds. */
export interface LifeFacts {
  readonly createdAt: number;
  readonly stopRequestedAt: number | null;
  /** Bounds the Training stage. */
  readonly maxRuntimeSeconds: number;
  /** fail-job: the job fails halfway through Training; no-capacity: when Starting has found no instances. */
  readonly failure: 'fail-job' | 'no-capacity' | null;
}

export interface Transition {
  readonly at: number;
  readonly status: TrainingJobStatus;
  readonly secondaryStatus: SecondaryStatus;
  readonly message: string;
}

type Life = readonly [Transition, ...Transition[]];

export const isTerminal = (status: TrainingJobStatus): boolean =>
  status === 'Completed' || status === 'Failed' || status === 'Stopped';

/** Every transition of the job, past and to come, in order. A later stop request changes only what is to come. */
export function lifeOf(facts: LifeFacts): Life {
  const [first, ...later] = undisturbedLife(facts);
  const stopAt = facts.stopRequestedAt;
  if (stopAt === null) return [first, ...later];
  const past = later.filter(({ at }) => at <= stopAt);
  const isRunning = (past.at(-1) ?? first).status === 'InProgress';
  if (!isRunning) return [first, ...later];
  return [first, ...past, enter('Stopping', stopAt), enter('Stopped', stopAt + STAGE_SECONDS.stopping * 1000)];
}

/** The transitions until `now`, and the last of them, which is what the job is in. */
export function lifeAt(facts: LifeFacts, now: number): { readonly past: Life; readonly current: Transition } {
  const [first, ...later] = lifeOf(facts);
  const since = later.filter(({ at }) => at <= now);
  return { past: [first, ...since], current: since.at(-1) ?? first };
}

function undisturbedLife(facts: LifeFacts): Life {
  const { starting, downloading, training } = STAGE_SECONDS;
  const after = (seconds: number): number => facts.createdAt + seconds * 1000;
  if (facts.failure === 'no-capacity') return [enter('Starting', after(0)), enter('Failed', after(starting))];
  const trainingAt = starting + downloading;
  const ending = endingOf(facts, Math.min(training, facts.maxRuntimeSeconds));
  return [
    enter('Starting', after(0)),
    enter('Downloading', after(starting)),
    enter('Training', after(trainingAt)),
    ...ending.map(([status, seconds]) => enter(status, after(trainingAt + seconds))),
  ];
}

/** What follows Training, in seconds from its start. */
function endingOf(facts: LifeFacts, trainingSeconds: number): readonly (readonly [SecondaryStatus, number])[] {
  const { training, uploading, stopping } = STAGE_SECONDS;
  if (facts.failure) return [['Failed', trainingSeconds / 2]];
  if (facts.maxRuntimeSeconds < training) {
    return [
      ['Stopping', trainingSeconds],
      ['MaxRuntimeExceeded', trainingSeconds + stopping],
    ];
  }
  return [
    ['Uploading', trainingSeconds],
    ['Completed', trainingSeconds + uploading],
  ];
}

const enter = (secondaryStatus: SecondaryStatus, at: number): Transition => ({
  at,
  secondaryStatus,
  ...STAGES[secondaryStatus],
});
