import { expiryMs, reminderAt } from '../approvals/terms.ts';
import { approversBeyond, type Quotas } from '../quota/quotas.ts';
import type { Approval, Override } from '../shared/approval.ts';
import { canonicalHash } from '../shared/canonical.ts';
import type { EpochMs } from '../shared/clock.ts';
import { type Decision, secretPathsOf } from '../shared/decision.ts';
import type { JobRecord } from '../shared/job.ts';
import { longestSeconds } from '../shared/prices.ts';
import { requirementsText } from '../shared/requirements.ts';
import { meteredOf } from './assess.ts';
import { type Judged, type Submission, waiversOf } from './decide.ts';
import type { Admission, Ports } from './ports.ts';
import { ABSENCE_WAIT_MS, FORWARD_WINDOW_MS } from './timing.ts';

/** What is written of a request that is allowed: it is forwarded at once. */
export function admissionOf({ clock }: Pick<Ports, 'clock'>, submission: Submission, judged: Judged): Admission {
  const { context, prepared, decision, lines } = judged;
  const at = clock.now();
  const forwardDeadline = at + FORWARD_WINDOW_MS;
  const by = submission.principal.person;
  return {
    record: {
      ...firstRecord(submission, judged, at),
      state: 'forwarding',
      approval: null,
      lines: lines.map(({ scope, dimension, window, amount }) => ({ scope, dimension, window, amount })),
      forwardDeadline,
      history: [{ at, state: 'forwarding', by, note: 'admitted, quota reserved' }],
    },
    request: prepared.request,
    lines,
    waivers: waiversOf(context.bundle, decision),
    nextCheckAt: forwardDeadline + ABSENCE_WAIT_MS,
  };
}

/** What is written of a request that people are asked about: it reserves nothing. */
export function heldAdmissionOf({ clock }: Pick<Ports, 'clock'>, submission: Submission, judged: Judged): Admission {
  const at = clock.now();
  const approval = firstApproval(judged, at);
  const note = `held for approval: ${requirementsText(approval.requirements)}`;
  return {
    record: {
      ...firstRecord(submission, judged, at),
      state: 'held',
      approval,
      lines: [],
      // Nothing is forwarded before it is approved, which sets another.
      forwardDeadline: 0,
      history: [{ at, state: 'held', by: submission.principal.person, note }],
    },
    request: judged.prepared.request,
    lines: [],
    waivers: [],
    nextCheckAt: reminderAt(approval),
  };
}

function firstApproval({ context: { bundle }, decision, found }: Judged, at: EpochMs): Approval {
  return {
    round: 1,
    requirements: decision.approvals,
    votes: [],
    denial: null,
    askedAt: at,
    until: at + expiryMs(bundle.organization.approvals),
    remindedAt: null,
    overrides: overridesIn(decision, bundle.quotas),
    secretPaths: secretPathsOf(found),
    waitingFor: null,
  };
}

/** The limits that it goes beyond, and that people may let it. */
const overridesIn = ({ needs }: Decision, quotas: Quotas): readonly Override[] =>
  needs
    .filter(({ scope }) => approversBeyond(quotas, scope) !== null)
    .flatMap(({ scope, window, dimension, left, limit, amount }) =>
      limit !== null && left !== null && amount > left ? [{ scope, window, dimension, limit }] : [],
    );

type Beginning = 'state' | 'approval' | 'lines' | 'forwardDeadline' | 'history';

/** What all records have in common at first. */
function firstRecord({ principal }: Submission, judged: Judged, createdAt: EpochMs): Omit<JobRecord, Beginning> {
  const { context, submitted, prepared, decision } = judged;
  const name = nameOf(judged);
  return {
    admissionId: decision.id,
    action: context.action.name,
    name,
    arn: context.action.arnOf(context.site, name),
    principalArn: principal.arn,
    person: principal.person,
    team: principal.team,
    version: 1,
    submittedHash: submitted.hash,
    completedHash: canonicalHash(prepared.request),
    decision,
    rejudged: null,
    metered: meteredOf(context, prepared),
    longestSeconds: longestSeconds(prepared.workload),
    reservationVersion: 1,
    settlement: null,
    waiting: null,
    createdAt,
    stopRequestedAt: null,
    overranAt: null,
    deletedAt: null,
    upstream: null,
    refusal: null,
  };
}

/** What would be created is named so. */
export const nameOf = ({ context, submitted }: Judged): string => context.action.resourceName(submitted.request);
