import { createRequire } from 'node:module';
import type { Context } from 'aws-lambda';

// A cold start is measured with this file: it imports nothing that the functions would import too.

/** A deployed function's handler. */
export type LambdaFunction = (event: unknown, context: Context) => Promise<unknown>;

/** Imports a bundle as Lambda does. */
export const loadFunction = (file: string): LambdaFunction => createRequire(import.meta.url)(file).handler;

/** As much of a context as the functions use. */
export const lambdaContext = (): Context =>
  ({ awsRequestId: 'bench', getRemainingTimeInMillis: () => 25_000 }) as Context;

/** Throws unless the function admitted the job. */
export function expectCreated(answer: unknown): void {
  // Handlers behind routes answer with a status.
  if ((answer as { statusCode?: number } | undefined)?.statusCode !== 201)
    throw new Error(`expected 201, got ${JSON.stringify(answer)}`);
}
