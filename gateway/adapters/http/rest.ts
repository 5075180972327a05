import type { Policy } from '../../bundle/document.ts';
import type { Admitted } from '../../flows/admit.ts';
import type { Checked } from '../../flows/check.ts';
import type { JobPage, StoredJob } from '../../flows/ports.ts';
import type { WhatIsLeft } from '../../flows/read-quotas.ts';
import type { QuotaRow } from '../../quota/overview.ts';
import type { Approval } from '../../shared/approval.ts';
import { IMPLIED_STATUS, type JobRecord, lastDecision, undecidedReason } from '../../shared/job.ts';
import { fulfilmentOf } from '../../shared/requirements.ts';
import { type HttpAnswer, json } from './answer.ts';

/** The answers of the REST API, as docs/rest-api.md describes them. First: to a create. */
export const created = ({ arn, state, decision, approval, repeated }: Admitted): HttpAnswer =>
  json(repeated ? 200 : state === 'held' ? 202 : 201, {
    trainingJobArn: arn,
    state,
    decision,
    ...(approval && { approval: approvalPart(approval) }),
  });

/** To a stop. */
export const stopping = ({ arn, state }: JobRecord): HttpAnswer => json(202, { trainingJobArn: arn, state });

/** To a check. */
export const checkedAnswer = ({ decision, largest }: Checked): HttpAnswer => json(200, { decision, largest });

/** What is left to the caller. */
export const quotaList = ({ quotas, largest }: WhatIsLeft): HttpAnswer =>
  json(200, { quotas: quotas.map(quotaView), largest });

/** One row of it. */
export const quotaView = ({ resetsAt, ...row }: QuotaRow) => ({
  ...row,
  resetsAt: resetsAt === null ? null : iso(resetsAt),
});

/** A page of jobs. Without their requests, which could be larger together than an answer may be. */
export const jobList = ({ records }: JobPage, next: string | null): HttpAnswer =>
  json(200, { jobs: records.map((record) => jobView({ record, request: null })), next });

/** One job; its request as it may be shown. */
export const jobView = ({ record, request }: StoredJob) => ({
  name: record.name,
  arn: record.arn,
  admissionId: record.admissionId,
  team: record.team,
  person: record.person,
  state: record.state,
  trainingJobStatus: record.upstream?.trainingJobStatus ?? IMPLIED_STATUS[record.state],
  secondaryStatus: record.upstream?.secondaryStatus ?? null,
  failureReason: record.upstream?.failureReason ?? record.refusal?.message ?? undecidedReason(record),
  request,
  decision: record.decision,
  rejudged: record.rejudged,
  approval: record.approval && approvalPart(record.approval),
  reservation: record.lines,
  stopRequestedAt: record.stopRequestedAt === null ? null : iso(record.stopRequestedAt),
  history: record.history.map((entry) => ({ ...entry, at: iso(entry.at) })),
});

/** What people are asked, and have said. */
export const approvalPart = ({ round, requirements, votes, denial, until, overrides, waitingFor }: Approval) => ({
  round,
  requirements: fulfilmentOf(requirements, votes),
  votes: votes.map(({ person, at, channel, policyVersion }) => ({ person, at: iso(at), channel, policyVersion })),
  denial: denial && { ...denial, at: iso(denial.at) },
  until: iso(until),
  overrides,
  waitingFor,
});

/** One approval, whatever became of it. */
export const approvalView = (record: JobRecord) => ({
  admissionId: record.admissionId,
  name: record.name,
  arn: record.arn,
  person: record.person,
  team: record.team,
  state: record.state,
  approval: record.approval && approvalPart(record.approval),
  violations: lastDecision(record).violations,
  estimate: lastDecision(record).estimate,
});

/** A time as answers write it. */
export const iso = (time: number): string => new Date(time).toISOString();

/** The policies that concern the caller, and the version of all. */
export const policyList = (policyVersion: string, policies: readonly Policy[]): HttpAnswer =>
  json(200, { policyVersion, policies });
