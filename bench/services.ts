import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SITE } from './sample.ts';

export const TABLE_NAME = 'traingate-bench';

export interface Addresses {
  readonly dynamodbUrl: string;
  readonly sagemakerUrl: string;
}

/** What an SDK client wants to find in its environment. Nobody looks at the signatures. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench', AWS_REGION: SITE.region };

/**
 * Runs with an empty DynamoDB (with the gateway's table) and an empty SageMaker in another process, reached over HTTP.
 * This process's environment then has credentials for them.
 */
export async function withServices<T>(run: (addresses: Addresses) => Promise<T>): Promise<T> {
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN']) delete process.env[name];
  Object.assign(process.env, CREDENTIALS);
  const child = fork(join(import.meta.dirname, 'services-process.ts'), { execArgv: [] });
  try {
    return await run(await addressesOf(child));
  } finally {
    const ended = once(child, 'exit');
    if (child.connected) {
      child.disconnect();
      await ended;
    }
  }
}

async function addressesOf(child: ChildProcess): Promise<Addresses> {
  const failed = once(child, 'exit').then(() => {
    throw new Error('the services did not start');
  });
  const [addresses] = await Promise.race([once(child, 'message'), failed]);
  // services-process.ts sends nothing else.
  return addresses as Addresses;
}
