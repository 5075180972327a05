import type { ApprovalDetails } from '../../approvals/notice.ts';
import type { Ballot } from '../../approvals/vote.ts';
import type { JobPage } from '../../flows/ports.ts';
import type { ApprovalQuery } from '../../flows/read-approvals.ts';
import type { OnHold } from '../../shared/approval.ts';
import type { Refusal } from '../../shared/errors.ts';
import type { JobRecord } from '../../shared/job.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { type HttpAnswer, json } from './answer.ts';
import { cursorOf, nextOf, pageLimitOf } from './job-query.ts';
import { membersOf } from './members.ts';
import { knownOnly, type QueryParameters } from './query.ts';
import { approvalView } from './rest.ts';

/** The header by which a caller says what becomes of a request that needs approval. */
export const HOLD_HEADER = 'x-traingate-hold';

/** Reads it, however often it was sent; undefined: its caller says nothing of it. */
export function onHoldOf(values: readonly string[]): Result<OnHold | undefined, Refusal> {
  const [value, ...more] = values;
  if (value === undefined) return ok(undefined);
  if (more.length === 0 && (value === 'refuse' || value === 'wait')) return ok(value);
  const seen = values.map((each) => `\`${each}\``).join(', ');
  return err({
    code: 'invalid-hold',
    detail: `the header ${HOLD_HEADER} is ${seen}: send \`wait\` or \`refuse\`, once`,
  });
}

/** Reads `?limit=&next=`. */
export function approvalQueryOf(parameters: QueryParameters): Result<ApprovalQuery, Refusal> {
  const known = knownOnly(parameters, ['limit', 'next']);
  if (!known.ok) return known;
  const limit = pageLimitOf(parameters.limit);
  if (!limit.ok) return limit;
  const after = cursorOf(parameters.next);
  return after.ok ? ok({ limit: limit.value, after: after.value }) : after;
}

/** Reads `{round?}` of a yes, and `{reason, round?}` of a no. */
export function ballotOf(kind: Ballot['kind'], body: Uint8Array): Result<Ballot, Refusal> {
  const members = membersOf(body, kind === 'deny' ? ['reason', 'round'] : ['round'], 'invalid-vote');
  if (!members.ok) return members;
  const round = members.value.round ?? null;
  if (round !== null && !(typeof round === 'number' && Number.isInteger(round) && round > 0)) {
    return invalid('`round` is a whole number from 1 on, as the approval shows it');
  }
  if (kind === 'approve') return ok({ kind, round });
  const { reason } = members.value;
  return typeof reason === 'string' ? ok({ kind, round, reason }) : invalid('`reason` is text: say why');
}

const invalid = (detail: string): Result<never, Refusal> => err({ code: 'invalid-vote', detail });

export const approvalList = ({ records, next }: JobPage): HttpAnswer =>
  json(200, { approvals: records.map(approvalView), next: nextOf(next) });

export const oneApproval = (record: JobRecord): HttpAnswer => json(200, approvalView(record));

/** One approval with all that a decision may rest on. */
export const approvalDetail = (record: JobRecord, { status, facts, request, changes }: ApprovalDetails) => ({
  ...approvalView(record),
  status,
  facts,
  request,
  completed: changes,
});
