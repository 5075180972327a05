import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamodbJobStore } from '../../gateway/adapters/dynamodb/job-store.ts';
import { systemIds } from '../../gateway/adapters/system/ids.ts';
import type { Admission } from '../../gateway/flows/ports.ts';
import type { LimitedLine } from '../../gateway/quota/reservation.ts';
import type { JobRecord } from '../../gateway/shared/job.ts';
import { type Database, openDatabase } from '../../local/dynamodb/database.ts';
import { requestHandler } from '../../local/dynamodb/in-process.ts';
import { ensureTable } from '../../local/dynamodb/table.ts';
import { tableDefinition } from '../../local/table-definition.ts';

export const SITE = { accountId: '111122223333', region: 'eu-west-1' };

/** The real SDK client on a database in memory, with no socket between them. */
export const clientOf = (database: Database): DynamoDBClient =>
  new DynamoDBClient({
    region: SITE.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    // Nobody verifies a signature here, and making one takes a third of a call.
    signer: { sign: async (request) => request },
    requestHandler: requestHandler(database),
    maxAttempts: 1,
  });

let tables = 0;

/** A fresh table of the deployed shape. */
export async function freshTable(client: DynamoDBClient): Promise<string> {
  tables += 1;
  const name = `traingate-${tables}`;
  await ensureTable(client, { ...(await tableDefinition()), TableName: name });
  return name;
}

/** The real job store on a fresh table in memory, and what a test needs around it. */
export async function freshStore() {
  const database = await openDatabase(null);
  const client = clientOf(database);
  const name = await freshTable(client);
  const clock = { now: () => Date.UTC(2026, 10, 23) };
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  const table = { client, name, site: SITE, clock, ids: systemIds, pause };
  return {
    store: dynamodbJobStore(table, 'CreateTrainingJob'),
    client,
    tableName: name,
    close: () => database.close(),
  };
}

/** An admission of one job that takes one unit of `jobs` of the team, limited to 10, with the given parts put in. */
export function admission(record: Partial<JobRecord> = {}, lines: readonly LimitedLine[] = [teamJobs(10)]): Admission {
  const admissionId = record.admissionId ?? systemIds.next();
  const name = record.name ?? `job-${admissionId}`;
  const createdAt = record.createdAt ?? Date.UTC(2026, 10, 23);
  return {
    record: {
      admissionId,
      action: 'CreateTrainingJob',
      name,
      arn: `arn:aws:sagemaker:eu-west-1:111122223333:training-job/${name}`,
      principalArn: 'arn:aws:iam::111122223333:user/ada',
      person: 'ada@example.com',
      team: 'vision',
      state: 'forwarding',
      version: 1,
      submittedHash: 'submitted',
      completedHash: 'completed',
      decision: {
        id: admissionId,
        verdict: 'allow',
        policyVersion: 'v',
        violations: [],
        approvals: [],
        completed: [],
        corrected: null,
        correction: [],
        needs: [],
        estimate: null,
      },
      approval: null,
      rejudged: null,
      lines: lines.map(({ scope, dimension, window, amount }) => ({ scope, dimension, window, amount })),
      createdAt,
      forwardDeadline: createdAt + 15_000,
      metered: [],
      longestSeconds: 3_600,
      reservationVersion: 1,
      settlement: null,
      waiting: null,
      stopRequestedAt: null,
      overranAt: null,
      deletedAt: null,
      upstream: null,
      refusal: null,
      history: [],
      ...record,
    },
    request: { TrainingJobName: name },
    lines,
    waivers: [],
    nextCheckAt: createdAt + 60_000,
  };
}

export const teamJobs = (limit: number | null, amount = 1): LimitedLine => ({
  scope: 'team:vision',
  dimension: 'jobs',
  window: 'current',
  amount,
  limit,
});
