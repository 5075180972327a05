import { ListTagsCommand, paginateListTrainingJobs, SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { StackFacts } from '../../local/stack.ts';
import { AUDITOR, callAs } from './doors.ts';
import type { FoundJob, FoundRecord } from './verdict.ts';

const ADMISSION_TAG = 'traingate:admission';
/** A fault that nothing met yet may meet these calls. */
const PATIENT = { maxAttempts: 10, requestHandler: { requestTimeout: 2_000, throwOnRequestTimeout: true } };
const TAGS_AT_ONCE = 16;

/** Every job that SageMaker has, asked past the gateway. */
export async function jobsAtSagemaker({ sagemakerUrl, region }: StackFacts): Promise<readonly FoundJob[]> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SageMakerClient({ ...PATIENT, endpoint: sagemakerUrl, region, credentials });
  const listed: { name: string; arn: string }[] = [];
  for await (const { TrainingJobSummaries = [] } of paginateListTrainingJobs({ client, pageSize: 100 }, {})) {
    listed.push(
      ...TrainingJobSummaries.map((job) => ({ name: job.TrainingJobName ?? '', arn: job.TrainingJobArn ?? '' })),
    );
  }
  const jobs: FoundJob[] = [];
  const left = listed.values();
  const work = async () => {
    for (const { name, arn } of left) {
      const { Tags = [] } = await client.send(new ListTagsCommand({ ResourceArn: arn }));
      jobs.push({ name, admissionId: Tags.find(({ Key }) => Key === ADMISSION_TAG)?.Value ?? null });
    }
  };
  await Promise.all(Array.from({ length: TAGS_AT_ONCE }, work));
  client.destroy();
  return jobs;
}

const TRIES = 20;

/** Every record that the gateway shows an auditor. */
export async function recordsOfGateway(facts: StackFacts): Promise<readonly FoundRecord[]> {
  const records: FoundRecord[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const page: { jobs: FoundRecord[]; next: string | null } = await pageOf(facts, next);
    records.push(...page.jobs.map(({ name, admissionId, state }) => ({ name, admissionId, state })));
    next = page.next;
  }
  return records;
}

async function pageOf(facts: StackFacts, next: string) {
  const query: Record<string, string> = { limit: '50', ...(next !== '' && { next }) };
  for (let tries = 1; ; tries += 1) {
    const { status, body } = await callAs(facts, AUDITOR, { method: 'GET', path: '/v1/training-jobs', query });
    if (status === 200) return body;
    if (tries === TRIES) throw new Error(`the gateway does not list its jobs: ${status} ${JSON.stringify(body)}`);
  }
}
