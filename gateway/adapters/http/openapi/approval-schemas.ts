import type { Fact } from '../../../approvals/notice.ts';
import type { Channel, Override } from '../../../shared/approval.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { approvalDetail } from '../approvals.ts';
import type { approvalPart, approvalView } from '../rest.ts';
import { COUNT } from './decision-schemas.ts';
import { INSTANT, listOf, objectOf, oneOf, orNull, ref, TEXT, told, UUID } from './schema.ts';

type Part = ReturnType<typeof approvalPart>;

const said = {
  person: TEXT,
  at: INSTANT,
  channel: oneOf<Channel>({ rest: true, slack: true }),
  policyVersion: ref('PolicyVersion'),
};

const POSITIVE: JsonObject = { type: 'integer', minimum: 1 };

const ROUND = told(POSITIVE, 'The one that was looked at: where people are asked anew since, the vote does not count.');

const part = objectOf<Part>({
  round: told(POSITIVE, 'How often people were asked: policies that changed since may ask for more.'),
  requirements: told(listOf(ref('Fulfilment')), 'Who has to approve, and who has.'),
  votes: listOf(objectOf<Part['votes'][number]>(said)),
  denial: orNull(objectOf<NonNullable<Part['denial']>>({ ...said, reason: TEXT }), 'Who said no; null: nobody did.'),
  until: told(
    INSTANT,
    'While it is held: nobody can approve from then on. Once approved: it does not start from then on.',
  ),
  overrides: told(
    listOf(
      objectOf<Override>({ scope: ref('Scope'), dimension: ref('Dimension'), window: ref('Window'), limit: COUNT }),
    ),
    'Limits that the job goes beyond, as they were when people were asked.',
  ),
  waitingFor: orNull(TEXT, 'Why an approved job has not started yet.'),
});

const view = {
  admissionId: UUID,
  name: TEXT,
  arn: TEXT,
  person: told(TEXT, 'Who asks.'),
  team: TEXT,
  state: ref('JobState'),
  approval: orNull(ref('ApprovalState')),
  violations: told(listOf(ref('Violation')), 'Why people are asked, and what else was found.'),
  estimate: orNull(ref('Estimate')),
};

/** What people are asked, and have said. */
export const APPROVAL_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  ApprovalState: part,
  Fulfilment: objectOf<Part['requirements'][number]>({ group: TEXT, count: COUNT, approvedBy: listOf(TEXT) }),
  Approval: objectOf<ReturnType<typeof approvalView>>(view),
  ApprovalDetail: objectOf<ReturnType<typeof approvalDetail>>({
    ...view,
    status: told(TEXT, 'Where it stands, in a line.'),
    facts: listOf(objectOf<Fact>({ label: TEXT, value: TEXT })),
    request: orNull(
      ref('CreateTrainingJobRequest'),
      'As it would be forwarded. Values of environment variables and hyperparameters are masked.',
    ),
    completed: told(listOf(ref('JsonPatch')), 'What the defaults of the organisation made of what was submitted.'),
  }),
  Yes: objectOf<{ round?: number }>({ round: ROUND }, ['round']),
  No: objectOf<{ round?: number; reason: string }>(
    { round: ROUND, reason: told({ type: 'string', minLength: 1, maxLength: 1_000 }, 'For whoever asked.') },
    ['round'],
  ),
  ApprovalList: objectOf<{ approvals: unknown; next: string | null }>({
    approvals: told(
      listOf(ref('Approval')),
      'Oldest first. May hold fewer than `limit`, or none, and still not be the last page.',
    ),
    next: orNull(TEXT, 'Ask again with `?next=` this; null at the end.'),
  }),
};
