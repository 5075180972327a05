import type { OnHold } from '../../../shared/approval.ts';
import type { RestErrorCode } from '../../../shared/errors.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { HOLD_HEADER } from '../approvals.ts';
import { JOB_QUERY, PAGE_QUERY } from './job-query-parameters.ts';
import { QUOTA_QUERY } from './quota-query-parameters.ts';
import { objectOf, oneOf, ref, UUID } from './schema.ts';

/** The bodies that routes take; document.ts describes each. */
export type RequestBody = 'training-job' | 'key-request' | 'key-rotation' | 'yes' | 'no';

/** One route, as a caller has to know it. */
export interface Operation {
  readonly operationId: string;
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly signed: boolean;
  /** What it takes as its body; null: nothing. */
  readonly body: RequestBody | null;
  readonly parameters: readonly JsonObject[];
  /** What it answers when it does what was asked for, by status. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema: JsonObject }>>;
  /** Every code that it can refuse with. */
  readonly refusals: readonly RestErrorCode[];
}

/** Of every route that asks who calls, and a service. */
const ANY: readonly RestErrorCode[] = ['unmapped-caller', 'throttled', 'unavailable', 'internal'];
const VOTE_REFUSALS: readonly RestErrorCode[] = [
  'invalid-vote',
  'self-approval',
  'not-an-approver',
  'approval-not-found',
  'approval-decided',
  ...ANY,
];
const OF_BODY: readonly RestErrorCode[] = ['invalid-json', 'invalid-request', 'request-too-large'];

const NAME: JsonObject = { name: 'name', in: 'path', required: true, schema: ref('TrainingJobName') };

const ACCESS_KEY_ID: JsonObject = { name: 'accessKeyId', in: 'path', required: true, schema: ref('AccessKeyId') };

const ADMISSION_ID: JsonObject = { name: 'admissionId', in: 'path', required: true, schema: UUID };

const HOLD: JsonObject = {
  name: HOLD_HEADER,
  in: 'header',
  description:
    'What becomes of a request that needs approval: it waits for it, or is refused. The team’s setting where nothing is said.',
  schema: oneOf<OnHold>({ wait: true, refuse: true }),
};

const signed = { signed: true, body: null, parameters: [], refusals: ANY } as const;
const open = { signed: false, body: null, parameters: [], refusals: ['internal'] } as const;

/** Every route of the REST API; a test holds them to serverless.yml. What AWS SDKs call is AWS's protocol and not here. */
export const OPERATIONS: readonly Operation[] = [
  {
    ...signed,
    operationId: 'createTrainingJob',
    method: 'post',
    path: '/v1/training-jobs',
    summary: 'Judges a training job, reserves its quota and starts it; or asks people, where a policy says so.',
    body: 'training-job',
    parameters: [HOLD],
    answers: {
      200: { description: 'The same request was admitted before, and its job lives.', schema: ref('Created') },
      201: { description: 'The job was admitted.', schema: ref('Created') },
      202: { description: 'The job is held until people have approved it.', schema: ref('Created') },
    },
    refusals: [
      ...OF_BODY,
      ...ANY,
      'policy-denied',
      'quota-exceeded',
      'approval-required',
      'invalid-hold',
      'name-taken',
      'sagemaker-refused',
      'sagemaker-denied',
      'sagemaker-quota-exceeded',
      'outcome-unknown',
    ],
  },
  {
    ...signed,
    operationId: 'checkTrainingJob',
    method: 'post',
    path: '/v1/training-jobs/check',
    summary: 'Judges a training job and starts nothing.',
    body: 'training-job',
    answers: { 200: { description: 'The decision, whatever its verdict.', schema: ref('Checked') } },
    refusals: [...OF_BODY, ...ANY],
  },
  {
    ...signed,
    operationId: 'listTrainingJobs',
    method: 'get',
    path: '/v1/training-jobs',
    summary: 'The jobs of the caller’s team, of every team for an auditor.',
    parameters: JOB_QUERY,
    answers: { 200: { description: 'One page of them.', schema: ref('JobList') } },
    refusals: ['invalid-query', ...ANY],
  },
  {
    ...signed,
    operationId: 'getTrainingJob',
    method: 'get',
    path: '/v1/training-jobs/{name}',
    summary: 'One job of the caller’s team.',
    parameters: [NAME],
    answers: { 200: { description: 'The job that has the name.', schema: ref('Job') } },
    refusals: ['job-not-found', ...ANY],
  },
  {
    ...signed,
    operationId: 'stopTrainingJob',
    method: 'post',
    path: '/v1/training-jobs/{name}/stop',
    summary: 'Stops a job of the caller’s team, as often as it is asked.',
    parameters: [NAME],
    answers: { 202: { description: 'It will be stopped, or has ended.', schema: ref('Stopping') } },
    refusals: ['job-not-found', ...ANY],
  },
  {
    ...signed,
    operationId: 'listQuotas',
    method: 'get',
    path: '/v1/quotas',
    summary: 'What the organisation, the caller’s team and the caller have left, and the largest job that fits in it.',
    parameters: QUOTA_QUERY,
    answers: { 200: { description: 'A row for each dimension that is limited or used.', schema: ref('QuotaList') } },
    refusals: ['invalid-query', ...ANY],
  },
  {
    ...signed,
    operationId: 'listPolicies',
    method: 'get',
    path: '/v1/policies',
    summary: 'The policies that concern the caller.',
    answers: { 200: { description: 'With the version of all of them.', schema: ref('PolicyList') } },
  },
  {
    ...signed,
    operationId: 'listApprovals',
    method: 'get',
    path: '/v1/approvals',
    summary: 'What waits for approval, or for its start after it, and concerns the caller.',
    parameters: PAGE_QUERY,
    answers: { 200: { description: 'One page of them.', schema: ref('ApprovalList') } },
    refusals: ['invalid-query', ...ANY],
  },
  {
    ...signed,
    operationId: 'getApproval',
    method: 'get',
    path: '/v1/approvals/{admissionId}',
    summary: 'One approval, whatever became of it, with what a decision rests on.',
    parameters: [ADMISSION_ID],
    answers: { 200: { description: 'As it stands now.', schema: ref('ApprovalDetail') } },
    refusals: ['approval-not-found', ...ANY],
  },
  {
    ...signed,
    operationId: 'approve',
    method: 'post',
    path: '/v1/approvals/{admissionId}/approve',
    summary: 'Says yes to a job of somebody else; once all have who have to, it starts.',
    body: 'yes',
    parameters: [ADMISSION_ID],
    answers: { 200: { description: 'The approval with the vote.', schema: ref('Approval') } },
    refusals: VOTE_REFUSALS,
  },
  {
    ...signed,
    operationId: 'deny',
    method: 'post',
    path: '/v1/approvals/{admissionId}/deny',
    summary: 'Says no to a job of somebody else, which ends it; also after it was approved, until it starts.',
    body: 'no',
    parameters: [ADMISSION_ID],
    answers: { 200: { description: 'The approval, denied.', schema: ref('Approval') } },
    refusals: VOTE_REFUSALS,
  },
  {
    ...signed,
    operationId: 'listKeys',
    method: 'get',
    path: '/v1/keys',
    summary: 'The caller’s gateway keys, everyone’s for operators and auditors.',
    answers: { 200: { description: 'All of them, those that are over included.', schema: ref('GatewayKeyList') } },
  },
  {
    ...signed,
    operationId: 'createKey',
    method: 'post',
    path: '/v1/keys',
    summary: 'Issues a gateway key to the caller, or by an operator to anyone.',
    body: 'key-request',
    answers: { 201: { description: 'The key. Its secret is told this once.', schema: ref('IssuedGatewayKey') } },
    refusals: ['invalid-key-request', 'key-denied', ...ANY],
  },
  {
    ...signed,
    operationId: 'disableKey',
    method: 'post',
    path: '/v1/keys/{accessKeyId}/disable',
    summary: 'Ends a gateway key within ten seconds, as often as it is asked.',
    parameters: [ACCESS_KEY_ID],
    answers: { 200: { description: 'The key, disabled now or before.', schema: ref('GatewayKey') } },
    refusals: ['key-not-found', 'key-denied', ...ANY],
  },
  {
    ...signed,
    operationId: 'rotateKey',
    method: 'post',
    path: '/v1/keys/{accessKeyId}/rotate',
    summary: 'Issues the next gateway key of the same person and lifetime, and lets the old one end.',
    body: 'key-rotation',
    parameters: [ACCESS_KEY_ID],
    answers: { 201: { description: 'The next key. Its secret is told this once.', schema: ref('IssuedGatewayKey') } },
    refusals: ['invalid-key-request', 'key-not-found', 'key-denied', 'key-over', ...ANY],
  },
  {
    ...open,
    operationId: 'getHealth',
    method: 'get',
    path: '/healthz',
    summary: 'Whether the door stands open.',
    answers: { 200: { description: 'It does.', schema: objectOf<{ status: 'ok' }>({ status: oneOf({ ok: true }) }) } },
  },
  {
    ...open,
    operationId: 'getOpenapi',
    method: 'get',
    path: '/v1/openapi.json',
    summary: 'This document.',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: { type: 'object', required: ['openapi'] } } },
  },
];
