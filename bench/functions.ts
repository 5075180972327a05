import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, roomyPolicies, SITE } from './sample.ts';
import { type Addresses, TABLE_NAME } from './services.ts';

/** The built code of a function, as serverless.yml packages it; `npm run build` makes it. */
export const bundleFile = (name: string): string => join(ROOT, 'dist/lambda', name, 'index.cjs');

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
