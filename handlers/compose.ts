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
import type { Governance } from '../gateway/flows/assess.ts';
import type { Ports } from '../gateway/flows/ports.ts';
import { type Config, readConfig } from './config.ts';
import { log } from './log.ts';

/** What judges and remembers, as one function holds it for as long as its execution environment lives. */
export interface Judging extends Governance {
  readonly ports: Omit<Ports, 'training'>;
}

/** The same, and what reaches SageMaker. */
export interface Gateway extends Governance {
  readonly ports: Ports;
}

// Each is wired once; a failure to do so is met again, and told, by each invocation. The marks let a function that
// only judges or reads be bundled, and started, without SageMaker's client.

export const judging = /* @__PURE__ */ once(() => composeJudging(readConfig()));

export const gateway = /* @__PURE__ */ once(() => composeGateway(readConfig()));

async function composeJudging(config: Config): Promise<Judging> {
  const site = { accountId: config.accountId, region: config.region };
  const clock = systemClock(config.clockOffsetMs);
  const client = dynamodbClient(config.dynamodbEndpoint);
  const table = { client, name: config.tableName, site, clock, ids: systemIds, pause };
  const store = dynamodbJobStore(table, createTrainingJob.name);
  return {
    bundle: await packagedBundle(config.policyBundlePath).load(),
    action: createTrainingJob,
    site,
    ports: { store, audit: dynamodbAuditLog(table), clock, ids: systemIds, log },
  };
}

async function composeGateway(config: Config): Promise<Gateway> {
  const { ports, ...governance } = await composeJudging(config);
  const training = sagemakerTrainingService(sagemakerClient(config.sagemakerEndpoint));
  return { ...governance, ports: { ...ports, training } };
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
