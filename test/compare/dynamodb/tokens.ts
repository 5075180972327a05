import {
  type DynamoDBClient,
  IdempotentParameterMismatchException,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { canonical } from './outcome.ts';

/**
 * Does what a ClientRequestToken promises (API reference, TransactWriteItems) in front of a DynamoDB that does not: a
 * repeat of a success has no effect, another request under its token is refused, a failure is forgotten.
 */
export function withTokens(client: DynamoDBClient): DynamoDBClient {
  const successes = new Map<string, string>();
  const write = async (input: TransactWriteItemsCommandInput): Promise<object> => {
    const { ClientRequestToken: token, ...request } = input;
    if (token === undefined) return client.send(new TransactWriteItemsCommand(request));
    const before = successes.get(token);
    if (before === canonical(request)) return {};
    if (before !== undefined) throw new IdempotentParameterMismatchException({ message: 'other', $metadata: {} });
    const answer = await client.send(new TransactWriteItemsCommand(request));
    successes.set(token, canonical(request));
    return answer;
  };
  const send = (command: Parameters<DynamoDBClient['send']>[0]): Promise<object> =>
    command instanceof TransactWriteItemsCommand ? write(command.input) : client.send(command);
  // `send` has an overload for each command, which a function that passes the others on cannot spell out.
  return { send } as unknown as DynamoDBClient;
}
