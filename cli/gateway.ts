import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { callRest, type RestAnswer, type RestCall } from '../local/client.ts';
import type { StackFacts } from '../local/stack.ts';
import { Failure } from './terminal.ts';

/** How a command reaches a gateway. */
export interface GatewayOptions {
  readonly url?: string;
  /** A person of the local stack. */
  readonly as?: string;
}

/** Calls the gateway's REST API; ends the command where it refuses. */
export async function call(options: GatewayOptions, request: RestCall): Promise<RestAnswer['body']> {
  const answer = await ask(options, request);
  if (answer.status < 400) return answer.body;
  throw refused(answer);
}

/** What the gateway's REST API answers, refusals included. */
export async function ask(options: GatewayOptions, request: RestCall): Promise<RestAnswer> {
  const { url, key } = await reached(options);
  return callRest(url, key, request).catch((cause: Error) => {
    throw new Failure(`${url} does not answer: ${cause.message}`);
  });
}

/** A refusal of the gateway's as the end of a command. */
export const refused = ({ status, body }: RestAnswer): Failure =>
  new Failure(body.detail ?? body.message ?? `the gateway answered ${status}`);

async function reached({ url = process.env.TRAINGATE_URL || undefined, as }: GatewayOptions) {
  if (url === undefined || as !== undefined) return locally(as, url);
  const credentials = await defaultProvider()().catch(() => {
    throw new Failure('there are no AWS credentials: set AWS_PROFILE, or sign in with `aws sso login`');
  });
  const region = regionOf(url);
  return { url: url.replace(/\/$/, ''), key: { ...credentials, region } };
}

/** As the address says, unless it is of a domain of one's own. */
function regionOf(url: string): string {
  const [, named] = /\.execute-api\.([a-z0-9-]+)\./.exec(url) ?? [];
  const region = named ?? (process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION);
  if (region) return region;
  throw new Failure(`${url} does not say in which region it is: set AWS_REGION`, 2);
}

function locally(as: string | undefined, url: string | undefined) {
  const file = join(process.env.TRAINGATE_HOME || '.traingate', 'local.json');
  const facts = factsIn(file);
  const people = facts.people.flatMap(({ person }) => (person === null ? [] : [person]));
  if (as === undefined) throw new Failure(`say who calls with --as, one of ${people.join(', ')}`, 2);
  const caller = facts.people.find(({ person }) => person === as.toLowerCase());
  if (!caller) throw new Failure(`\`${as}\` is nobody of ${file}: there are ${people.join(', ')}`, 2);
  return { url: url ?? facts.url, key: { ...caller.iam, region: facts.region } };
}

function factsIn(file: string): StackFacts {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StackFacts;
  } catch {
    throw new Failure(
      `there is no gateway: set --url or TRAINGATE_URL, or start one with npm start (${file} is not there)`,
      2,
    );
  }
}
