import type { RestErrorCode } from '../../../shared/errors.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { JOB_QUERY } from './job-query-parameters.ts';
import { objectOf, oneOf, ref } from './schema.ts';

/** One route, as a caller has to know it. */
export interface Operation {
  readonly operationId: string;
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly signed: boolean;
  /** Whether it takes a training job. */
  readonly takesBody: boolean;
  readonly parameters: readonly JsonObject[];
  /** What it answers when it does what was asked for, by status. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema: JsonObject }>>;
  /** Every code that it can refuse with. */
  readonly refusals: readonly RestErrorCode[];
}

/** Of every route that asks who calls, and a service. */
const ANY: readonly RestErrorCode[] = ['unmapped-caller', 'throttled', 'unavailable', 'internal'];
const OF_BODY: readonly RestErrorCode[] = ['invalid-json', 'invalid-request', 'request-too-large'];

const NAME: JsonObject = { name: 'name', in: 'path', required: true, schema: ref('TrainingJobName') };

const signed = { signed: true, takesBody: false, parameters: [], refusals: ANY } as const;
const open = { signed: false, takesBody: false, parameters: [], refusals: ['internal'] } as const;

/** Every route of the REST API; a test holds them to serverless.yml. */
export const OPERATIONS: readonly Operation[] = [
  {
    ...signed,
    operationId: 'createTrainingJob',
    method: 'post',
    path: '/v1/training-jobs',
    summary: 'Judges a training job, reserves its quota and starts it.',
    takesBody: true,
    answers: {
      200: { description: 'The same request was admitted before, and its job lives.', schema: ref('Created') },
      201: { description: 'The job was admitted.', schema: ref('Created') },
    },
    refusals: [
      ...OF_BODY,
      ...ANY,
      'policy-denied',
      'quota-exceeded',
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
    takesBody: true,
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
    summary: 'What the organisation, the caller’s team and the caller have left.',
    answers: { 200: { description: 'A row for each dimension that is limited or used.', schema: ref('QuotaList') } },
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
