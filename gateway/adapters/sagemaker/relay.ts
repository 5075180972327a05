import {
  AddTagsCommand,
  DeleteTagsCommand,
  DeleteTrainingJobCommand,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  type SageMakerClient,
  UpdateTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import type { Relay, Relayed, RelayedOperation } from '../../flows/ports.ts';
import type { JsonObject } from '../../shared/json.ts';
import { LOOK_TIMEOUT_MS } from './client.ts';
import { isRefusal, within } from './outcome.ts';

/**
 * Passes requests on through the SDK's client, which must make single attempts, and gives back the bodies of its
 * answers as they came: what the SDK makes of a body lacks every member that the SDK does not know.
 */
export const sagemakerRelay = (client: SageMakerClient): Relay => ({
  send: (operation, request) => send(client, new COMMANDS[operation](request), operation),
});

type Command = Parameters<SageMakerClient['send']>[0];

/**
 * The cast: each request was validated against the model that the SDK's types say too, and one type for all of these
 * commands cannot be spelled out.
 */
const COMMANDS = {
  DescribeTrainingJob: DescribeTrainingJobCommand,
  UpdateTrainingJob: UpdateTrainingJobCommand,
  DeleteTrainingJob: DeleteTrainingJobCommand,
  AddTags: AddTagsCommand,
  ListTags: ListTagsCommand,
  DeleteTags: DeleteTagsCommand,
} as unknown as Readonly<Record<RelayedOperation, new (request: JsonObject) => Command>>;

async function send(client: SageMakerClient, command: Command, operation: RelayedOperation): Promise<Relayed> {
  const body = keepBody(command);
  try {
    await client.send(command, within(LOOK_TIMEOUT_MS));
    return { kind: 'answered', body: body() };
  } catch (cause) {
    if (isRefusal(cause)) return { kind: 'refused', refusal: { code: cause.name, message: cause.message } };
    return { kind: 'unknown', cause: new Error(`SageMaker did not answer ${operation}`, { cause }) };
  }
}

interface RawAnswer {
  readonly response: { body?: AsyncIterable<Uint8Array> | Uint8Array };
}

/** Has the body of the command's answer read before the SDK reads it; the function gives it once it is there. */
function keepBody(command: Command): () => string {
  let kept: Buffer = Buffer.alloc(0);
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      // What the SDK's HTTP handler for Node gives: a stream of bytes.
      const { response } = result as unknown as RawAnswer;
      if (response.body !== undefined && !(response.body instanceof Uint8Array)) {
        kept = await bytesOf(response.body);
        response.body = Uint8Array.from(kept);
      }
      return result;
    },
    // After the SDK's own in the request's way, so before it in the answer's.
    { step: 'deserialize', name: 'keepBody', priority: 'low' },
  );
  return () => kept.toString('utf8');
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const read: Uint8Array[] = [];
  for await (const chunk of chunks) read.push(chunk);
  return Buffer.concat(read);
}
