import { setTimeout as pause } from 'node:timers/promises';
import { createTrainingJob } from '../gateway/actions/create-training-job/action.ts';
import { dynamodbAuditLog } from '../gateway/adapters/dynamodb/audit-log.ts';
import { dynamodbClient } from '../gateway/adapters/dynamodb/client.ts';
import { dynamodbJobStore } from '../gateway/adapters/dynamodb/job-store.ts';
import { sagemakerClient } from '../gateway/adapters/sagemaker/client.ts';
import { sagemakerTrainingService } from '../gateway/adapters/sagemaker/training-service.ts';
import { systemClock } from '../gateway/adapters/system/clock.ts';
import { systemIds } from '../gateway/adapters/system/ids.ts';
import type { Ports } from '../gateway/flows/ports.ts';
import { SITE, strictLog } from './sample.ts';
import { type Addresses, TABLE_NAME } from './services.ts';

/** Told of each command before it is sent: the operation, and its input. */
export type Spy = (operation: string, input: object) => void;

/** The ports as handlers/compose.ts wires them, over the services; `spy`, if any, is told of every command. */
export function portsOf({ dynamodbUrl, sagemakerUrl }: Addresses, spy?: Spy): Ports {
  const client = spied(dynamodbClient(dynamodbUrl), spy);
  const clock = systemClock(() => 0);
  const table = { client, name: TABLE_NAME, site: SITE, clock, ids: systemIds, pause };
  return {
    store: dynamodbJobStore(table, createTrainingJob.name),
    training: sagemakerTrainingService(spied(sagemakerClient(sagemakerUrl), spy)),
    audit: dynamodbAuditLog(table),
    clock,
    ids: systemIds,
    log: strictLog,
  };
}

interface Command {
  readonly input: object;
}

function spied<C extends { send: unknown }>(client: C, spy: Spy | undefined): Pick<C, 'send'> {
  if (!spy) return client;
  const { send } = client as unknown as { send: (command: Command, ...rest: readonly unknown[]) => unknown };
  const told = (command: Command, ...rest: readonly unknown[]) => {
    spy(command.constructor.name.replace(/Command$/, ''), command.input);
    return send.call(client, command, ...rest);
  };
  // `send` has an overload for each command, which a function that passes all of them on cannot spell out.
  return { send: told } as unknown as Pick<C, 'send'>;
}
