import { setTimeout as pause } from 'node:timers/promises';
import { createTrainingJob } from '../gateway/actions/create-training-job/action.ts';
import { dynamodbAuditLog } from '../gateway/adapters/dynamodb/audit-log.ts';
import { dynamodbClient } from '../gateway/adapters/dynamodb/client.ts';
import { dynamodbJobStore } from '../gateway/adapters/dynamodb/job-store.ts';
import { sagemakerClient } from '../gateway/adapters/sagemaker/client.ts';
import { sagemakerTrainingService } from '../gateway/adapters/sagemaker/training-service.ts';
import { systemClock } from '../gateway/adapters/system/clock.ts';
import { systemIds } from '../gateway/adapters/system/ids.ts';
import { packagedBundle } from '../gateway/adapters/system/packaged-bundle.ts';
import type { Governance } from '../gateway/flows/decide.ts';
import type { Ports } from '../gateway/flows/ports.ts';
import { type Config, readConfig } from './config.ts';
import { log } from './log.ts';

/** The gateway as one function holds it, for as long as its execution environment lives. */
export interface Gateway extends Governance {
  readonly ports: Ports;
}

/** Wires the adapters once; a failure to do so is met again, and told, by each invocation. */
export const gateway = once(() => compose(readConfig()));

async function compose(config: Config): Promise<Gateway> {
  const site = { accountId: config.accountId, region: config.region };
  const clock = systemClock(config.clockOffsetMs);
  const client = dynamodbClient(config.dynamodbEndpoint);
  const table = { client, name: config.tableName, site, clock, ids: systemIds, pause };
  return {
    bundle: await packagedBundle(config.policyBundlePath).load(),
    action: createTrainingJob,
    site,
    ports: {
      store: dynamodbJobStore(table, createTrainingJob.name),
      training: sagemakerTrainingService(sagemakerClient(config.sagemakerEndpoint)),
      audit: dynamodbAuditLog(table),
      clock,
      ids: systemIds,
      log,
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
