import type { Performed } from '../../flows/perform.ts';
import { type Decision, warningsOf } from '../../shared/decision.ts';
import { ERRORS, type ErrorCode, type Refusal } from '../../shared/errors.ts';
import { requirementsText } from '../../shared/requirements.ts';
import { faultRefusal, type HttpAnswer } from './answer.ts';

/** AWS JSON 1.1, as SageMaker's clients speak it. First: the answer to what was done. */
export const answered = ({ body, decision }: Performed): HttpAnswer => ({
  statusCode: 200,
  headers: { ...CONTENT_TYPE, ...(decision && decisionHeaders(decision)) },
  body,
});

/** An error as every SDK reads it: some look at the header, some at `__type`, some at `message` and some at `Message`. */
export function refused({ code, detail, decision, upstream }: Refusal<ErrorCode>): HttpAnswer {
  const [type, statusCode] = upstream ? [upstream.code, UPSTREAM_STATUS] : ERRORS[code].sdk;
  const message = upstream?.message ?? SAGEMAKERS_WORDS[code] ?? detail;
  return {
    statusCode,
    headers: { ...CONTENT_TYPE, 'x-amzn-errortype': type, ...(decision && decisionHeaders(decision)) },
    body: JSON.stringify({ __type: type, message, Message: message }),
  };
}

/** What a caller is told of a fault. */
export const failed = (fault: unknown): HttpAnswer => refused(faultRefusal(fault));

const CONTENT_TYPE = { 'content-type': 'application/x-amz-json-1.1' };

/** SageMaker's refusals have it, throttling included. */
const UPSTREAM_STATUS = 400;

/** Where programs look for SageMaker's own sentence. Neither tells of whose a job is, or its ARN. */
const SAGEMAKERS_WORDS: Partial<Record<ErrorCode, string>> = {
  'job-not-found': 'Requested resource not found.',
  'name-taken':
    'Training job names must be unique within an AWS account and region, and a training job with this name already exists. Choose another name.',
};

const decisionHeaders = (decision: Decision): Readonly<Record<string, string>> => {
  const warnings = warningsOf(decision).join(' | ');
  return {
    'x-traingate-decision-id': decision.id,
    ...(warnings && { 'x-traingate-warnings': headerText(warnings) }),
    ...(decision.verdict === 'hold' && { 'x-traingate-approvals': headerText(requirementsText(decision.approvals)) }),
  };
};

/** API Gateway allows 10,240 bytes for all headers together (Quotas for REST APIs, 2026-11). */
const LONGEST_HEADER = 4_000;

/** Headers are printable ASCII. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e]+/g, '?').slice(0, LONGEST_HEADER);
