import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { err, ok, type Result } from '../../gateway/shared/result.ts';
import { httpAnswer } from './event.ts';
import type { GatewayErrorType, HttpAnswer } from './gateway-responses.ts';

export type ProxyHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** Where the functions are, and how they are called. */
export interface LambdaOptions {
  /** By function name. */
  readonly handlers: Readonly<Record<string, ProxyHandler>>;
  readonly region: string;
  readonly accountId: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long a function may take: as in the cloud, unless a test is in a hurry. */
  readonly integrationTimeoutMs?: number;
}

/** Calls a function as a Lambda proxy integration does. One that throws is logged; one that is late runs on, unheard. */
export async function invoke(
  options: LambdaOptions,
  functionName: string,
  event: APIGatewayProxyEvent,
): Promise<Result<HttpAnswer, GatewayErrorType>> {
  const timeoutMs = options.integrationTimeoutMs ?? INTEGRATION_TIMEOUT_MS;
  const late = Promise.withResolvers<typeof TIMED_OUT>();
  const timer = setTimeout(() => late.resolve(TIMED_OUT), timeoutMs);
  try {
    const context = lambdaContext(options, functionName, options.now() + timeoutMs);
    const result = await Promise.race([options.handlers[functionName]?.(event, context), late.promise]);
    if (result === TIMED_OUT) return err('INTEGRATION_TIMEOUT');
    const answer = httpAnswer(result, event.requestContext.requestId);
    return answer === undefined ? err('INTEGRATION_FAILURE') : ok(answer);
  } catch (fault) {
    console.error(`function \`${functionName}\` failed:`, fault);
    return err('INTEGRATION_FAILURE');
  } finally {
    clearTimeout(timer);
  }
}

/** API Gateway Developer Guide, "Quotas for REST APIs" (2026-11). */
const INTEGRATION_TIMEOUT_MS = 29_000;
const TIMED_OUT = Symbol('timed out');

function lambdaContext({ now, region, accountId }: LambdaOptions, functionName: string, deadline: number): Context {
  return {
    awsRequestId: randomUUID(),
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
    memoryLimitInMB: '1024',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - now()),
    done: noCallbacks,
    fail: noCallbacks,
    succeed: noCallbacks,
  };
}

const noCallbacks = (): never => {
  throw new Error('the nodejs24.x runtime takes no callbacks: return the answer');
};
