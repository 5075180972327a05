import type { Decision } from '../../shared/decision.ts';
import {
  Busy,
  ERRORS,
  type ErrorKind,
  type Refusal,
  type RequestError,
  type RestErrorCode,
  Unavailable,
} from '../../shared/errors.ts';

/** An HTTP answer as a Lambda proxy integration takes it. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const json = (statusCode: number, body: object): HttpAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** What a refusal is on the wire. */
export interface Problem {
  readonly type: `urn:traingate:${RestErrorCode}`;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly RequestError[] | undefined;
  readonly decision?: Decision | undefined;
}

type RestErrorKind = ErrorKind & { readonly status: number };

/** RFC 9457 problem details. The `type` ends in the code; `errors` and `decision` are there where they are known. */
export const problem = ({ code, detail, errors, decision }: Refusal): HttpAnswer => {
  const { title, status, retryAfterSeconds }: RestErrorKind = ERRORS[code];
  const body: Problem = { type: `urn:traingate:${code}`, title, status, detail, errors, decision };
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfterSeconds && { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify(body),
  };
};

/** What a caller is told of a fault: whose it was and whether to try again, never its cause. */
export function faultRefusal(fault: unknown): Refusal {
  const code = faultCode(fault);
  return { code, detail: FAULT_DETAILS[code] };
}

export const faultProblem = (fault: unknown): HttpAnswer => problem(faultRefusal(fault));

type FaultCode = Extract<RestErrorCode, 'throttled' | 'unavailable' | 'internal'>;

const FAULT_DETAILS: Readonly<Record<FaultCode, string>> = {
  throttled: 'the gateway is busy: send the same request again in a second',
  unavailable:
    'a service that the gateway needs did not answer: send the same request again, a job that was admitted meanwhile is found under its name',
  internal: 'the gateway failed and its operators can see why: quote x-traingate-request-id to them',
};

/** The AWS SDK marks every error of a call with `$metadata`, but one that was cut off; the busy names are DynamoDB's. */
function faultCode(fault: unknown): FaultCode {
  if (fault instanceof Busy) return 'throttled';
  if (fault instanceof Unavailable) return 'unavailable';
  if (!(fault instanceof Error && ('$metadata' in fault || fault.name === 'AbortError'))) return 'internal';
  return BUSY_NAMES.includes(fault.name) ? 'throttled' : 'unavailable';
}

const BUSY_NAMES = ['ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded'];
