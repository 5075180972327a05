import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { ROOT, roomyPolicies, SITE } from './sample.ts';
import { type Addresses, TABLE_NAME } from './services.ts';

/** A deployed function's handler. */
export type LambdaFunction = (event: unknown, context: Context) => Promise<unknown>;

/** The built code of a function, as serverless.yml packages it; `npm run build` makes it. */
export const bundleFile = (name: string): string => join(ROOT, 'dist/lambda', name, 'index.cjs');

/** Imports a bundle as Lambda does. */
export const loadFunction = (file: string): LambdaFunction => createRequire(import.meta.url)(file).handler;

/** The environment that serverless.yml gives the functions, for the services; the policies are written into `folder`. */
export async function environmentOf(
  { dynamodbUrl, sagemakerUrl }: Addresses,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const policyBundle = join(folder, 'policy-bundle.json');
  await writeFile(policyBundle, JSON.stringify(roomyPolicies()));
  return {
    TABLE_NAME,
    ACCOUNT_ID: SITE.accountId,
    POLICY_BUNDLE_PATH: policyBundle,
    DYNAMODB_ENDPOINT: dynamodbUrl,
    SAGEMAKER_ENDPOINT: sagemakerUrl,
  };
}

/** Throws unless the function admitted the job. */
export function expectCreated(answer: unknown): void {
  // Handlers behind routes answer with a status.
  if ((answer as { statusCode?: number } | undefined)?.statusCode !== 201)
    throw new Error(`expected 201, got ${JSON.stringify(answer)}`);
}
