import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { callRest, type RestAnswer, type RestCall } from '../../local/client.ts';
import type { StackFacts } from '../../local/stack.ts';
import { answerCheck } from './openapi.ts';
import { type StackProcess, startStackProcess } from './stack-process.ts';

export interface TestStack extends StackProcess {
  readonly facts: StackFacts;
  /**
   * Calls the REST API as a person of the sample organisation, or as the visitor (null); throws where the answer is not
   * one that the stack's own OpenAPI document promises.
   */
  as(person: string | null): (call: RestCall) => Promise<RestAnswer>;
  control(path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }>;
}

export const freshHome = (): Promise<string> => mkdtemp(join(tmpdir(), 'traingate-test-'));
export const removeHome = (home: string): Promise<void> => rm(home, { recursive: true, force: true });

/** `npm start` as a user runs it, in a process of its own, on a free port, its clock moved by the control interface only. */
export async function startTestStack(
  home: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<TestStack> {
  const { stop } = await startStackProcess(home, args, env);
  const facts: StackFacts = JSON.parse(await readFile(join(home, 'local.json'), 'utf8'));
  const keyOf = (person: string | null) => {
    const iam = facts.people.find((known) => known.person === person)?.iam;
    if (!iam) throw new Error(`nobody is ${person}`);
    return iam;
  };
  const check = answerCheck(JSON.parse(await (await fetch(`${facts.url}/v1/openapi.json`)).text()));
  return {
    facts,
    as: (person) => async (call) => {
      const answer = await callRest(facts.url, keyOf(person), call);
      check(call, answer);
      return answer;
    },
    control: async (path, body = {}) => {
      const response = await fetch(`${facts.controlUrl}${path}`, { method: 'POST', body: JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    stop,
  };
}

/** A stack for the tests of one file, on a home of its own. `args` may make something there first. */
export function stackOfThisFile(args: (home: string) => Promise<readonly string[]> = async () => []) {
  let home: string;
  let stack: TestStack;
  beforeAll(async () => {
    home = await freshHome();
    stack = await startTestStack(home, await args(home));
  });
  afterAll(async () => {
    await stack.stop();
    await removeHome(home);
  });
  return {
    get facts() {
      return stack.facts;
    },
    as: (person: string | null) => stack.as(person),
    control: (path: string, body?: object) => stack.control(path, body),
    /** Ends the process as a crash would, and starts another on what it kept. */
    crash: async () => {
      await stack.stop('SIGKILL');
      stack = await startTestStack(home);
    },
  };
}

/** The sample request that is admitted as people[0], under another name and with the given members put in. */
export async function compliant(name: string, parts: object = {}): Promise<Record<string, unknown>> {
  const request = JSON.parse(await readFile('examples/requests/compliant.json', 'utf8'));
  return { ...request, TrainingJobName: name, ...parts };
}

export const submit = (body: unknown): RestCall => ({ method: 'POST', path: '/v1/training-jobs', body });
export const check = (body: unknown): RestCall => ({ method: 'POST', path: '/v1/training-jobs/check', body });
export const get = (path: string, query: Record<string, string> = {}): RestCall => ({ method: 'GET', path, query });
export const stopJob = (name: string): RestCall => ({ method: 'POST', path: `/v1/training-jobs/${name}/stop` });
