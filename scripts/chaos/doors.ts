import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { callRest, type RestCall } from '../../local/client.ts';
import type { StackFacts } from '../../local/stack.ts';
import type { Wish } from './plan.ts';

/**
 * What a caller knows after a create. `accepted`: `isSure` where the gateway said that SageMaker has the job.
 * `taken`: the name is in use, and it is this wish's own. `refused`: definitely. `unclear`: anything may have happened,
 * or too much was asked at once; the same request is to be sent again.
 */
export type Answer =
  | { readonly kind: 'accepted'; readonly admissionId: string | null; readonly isSure: boolean }
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly status: number; readonly why: string }
  | { readonly kind: 'unclear'; readonly why: string };

/** Who may see everything. */
export const AUDITOR = 'audrey@example.com';

/** Sends the create once, by its door. */
export const sendCreate = (facts: StackFacts, wish: Wish): Promise<Answer> =>
  wish.door === 'sdk' ? throughSdk(facts, wish) : throughRest(facts, wish);

/** Calls the REST API as one of the people. */
export const callAs = (facts: StackFacts, person: string, call: RestCall) =>
  callRest(facts.url, callerOf(facts, person).iam, call);

function callerOf({ people }: StackFacts, person: string) {
  const caller = people.find((known) => known.person === person);
  if (!caller) throw new Error(`${person} is not in policies/organization.yaml, which the run is about`);
  return caller;
}

async function throughRest(facts: StackFacts, { person, request }: Wish): Promise<Answer> {
  try {
    const create: RestCall = { method: 'POST', path: '/v1/training-jobs', body: request };
    const { status, body } = await callAs(facts, person, create);
    if (status === 201 || status === 200) {
      return { kind: 'accepted', admissionId: body.decision.id, isSure: body.state !== 'forwarding' };
    }
    return refusalOf(status, String(body.type ?? body.message));
  } catch (cause) {
    return { kind: 'unclear', why: reasonOf(cause) };
  }
}

/** As an SDK's user has it: it tries again by itself, and tells neither the admission nor whether SageMaker has the job. */
async function throughSdk(facts: StackFacts, { person, request }: Wish): Promise<Answer> {
  try {
    // The request is CreateTrainingJob's whole input; plan.ts need not know the SDK's types.
    await clientOf(facts, person).send(
      new CreateTrainingJobCommand(request as unknown as CreateTrainingJobCommandInput),
    );
    return { kind: 'accepted', admissionId: null, isSure: false };
  } catch (cause) {
    const { name, $metadata } = cause as Error & { $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    if (status === undefined) return { kind: 'unclear', why: reasonOf(cause) };
    if (name === 'ResourceInUse') return { kind: 'taken' };
    return name === 'ThrottlingException' ? { kind: 'unclear', why: name } : refusalOf(status, name);
  }
}

function refusalOf(status: number, why: string): Answer {
  if (status === 409) return { kind: 'taken' };
  return status === 429 || status >= 500 ? { kind: 'unclear', why: String(status) } : { kind: 'refused', status, why };
}

/** The code of a connection that broke or was never made. */
function reasonOf(cause: unknown): string {
  const { code, name, cause: inner } = cause as Error & { code?: string; cause?: { code?: string } };
  return inner?.code ?? code ?? name;
}

const clients = new Map<string, SageMakerClient>();

function clientOf(facts: StackFacts, person: string): SageMakerClient {
  const key = `${facts.url} ${person}`;
  const { url: endpoint, region } = facts;
  const client =
    clients.get(key) ?? new SageMakerClient({ endpoint, region, credentials: callerOf(facts, person).gateway });
  clients.set(key, client);
  return client;
}
