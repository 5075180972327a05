import { SageMakerClient, type SageMakerClientConfig } from '@aws-sdk/client-sagemaker';
import type { StackFacts } from '../../local/stack.ts';

/** What a call of an SDK came to: the answer, or the error as its user sees it. */
export type Seen = Readonly<Record<string, unknown>>;

/**
 * AWS's SDK for JavaScript as a person of the stack uses it, unmodified but for the endpoint: `null` is the visitor.
 * `headers`: of the last answer.
 */
export function sdkOf(facts: StackFacts, person: string | null, config: SageMakerClientConfig = {}) {
  const caller = facts.people.find((known) => known.person === person);
  if (!caller) throw new Error(`nobody is ${person}`);
  const client = new SageMakerClient({
    endpoint: facts.url,
    region: facts.region,
    credentials: caller.gateway,
    ...config,
  });
  let headers: Readonly<Record<string, string>> = {};
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      headers = (result.response as { headers: Record<string, string> }).headers;
      return result;
    },
    { step: 'deserialize', name: 'seeHeaders', priority: 'low' },
  );
  return {
    headers: () => headers,
    send: async (command: object): Promise<Seen> => {
      try {
        // One type for every command of the SDK cannot be spelled out.
        const { $metadata, ...answer } = await client.send(command as Parameters<SageMakerClient['send']>[0]);
        return { ...answer, attempts: $metadata.attempts };
      } catch (error) {
        const { name, message, $metadata } = error as Error & {
          $metadata?: { attempts?: number; httpStatusCode?: number };
        };
        return { error: name, message, status: $metadata?.httpStatusCode, attempts: $metadata?.attempts };
      }
    },
  };
}
