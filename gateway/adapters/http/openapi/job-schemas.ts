import type { Checked } from '../../../flows/check.ts';
import type { HistoryEntry, JobState } from '../../../shared/job.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { jobView } from '../rest.ts';
import { INSTANT, listOf, objectOf, oneOf, orNull, ref, TEXT, told, UUID } from './schema.ts';

const ARN = told(TEXT, 'The ARN of the training job.');

const job = objectOf<ReturnType<typeof jobView>>({
  name: TEXT,
  arn: ARN,
  admissionId: UUID,
  team: TEXT,
  person: TEXT,
  state: ref('JobState'),
  trainingJobStatus: told(TEXT, 'SageMaker’s word; before SageMaker has said anything, what the state comes to.'),
  secondaryStatus: orNull(TEXT),
  failureReason: orNull(TEXT),
  request: orNull(
    ref('CreateTrainingJobRequest'),
    'Values of environment variables and hyperparameters are masked. null in lists, and 90 days after the job ended.',
  ),
  decision: ref('Decision'),
  rejudged: orNull(ref('Decision'), 'What the policies said once people had approved; null: people were not asked.'),
  approval: orNull(ref('ApprovalState'), 'What people were asked; null: nobody had to be.'),
  reservation: listOf(ref('ReservationLine')),
  stopRequestedAt: orNull(INSTANT),
  history: listOf(ref('HistoryEntry')),
});

const history = objectOf<HistoryEntry>({
  at: INSTANT,
  state: ref('JobState'),
  by: told(TEXT, 'A person, or what acted.'),
  note: TEXT,
});

/** Jobs, and what became of them. */
export const JOB_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  Job: job,
  JobState: oneOf<JobState>({
    held: true,
    approved: true,
    forwarding: true,
    submitted: true,
    retained: true,
    finished: true,
    refused: true,
    withdrawn: true,
    denied: true,
    expired: true,
  }),
  HistoryEntry: history,
  Created: objectOf<{ trainingJobArn: string; state: JobState; decision: unknown; approval?: unknown }>(
    {
      trainingJobArn: ARN,
      state: ref('JobState'),
      decision: ref('Decision'),
      approval: told(ref('ApprovalState'), 'Where people are asked.'),
    },
    ['approval'],
  ),
  Stopping: objectOf<{ trainingJobArn: string; state: JobState }>({ trainingJobArn: ARN, state: ref('JobState') }),
  Checked: objectOf<Checked>({
    decision: ref('Decision'),
    largest: orNull(ref('AskedJob'), 'null where what trains is not instances of one type.'),
  }),
  JobList: objectOf<{ jobs: unknown; next: string | null }>({
    jobs: told(
      listOf(ref('Job')),
      'Newest first. May hold fewer than `limit`, or none, and still not be the last page.',
    ),
    next: orNull(TEXT, 'Ask again with `?next=` this; null at the end.'),
  }),
};
