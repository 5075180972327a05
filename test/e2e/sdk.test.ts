import { readFile } from 'node:fs/promises';
import {
  AddTagsCommand,
  CreateProcessingJobCommand,
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DeleteTagsCommand,
  DeleteTrainingJobCommand,
  DescribeTrainingJobCommand,
  ListModelsCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  type ListTrainingJobsCommandInput,
  paginateListTrainingJobs,
  SageMakerClient,
  StopTrainingJobCommand,
  UpdateTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { expect, it } from '@jest/globals';
import { signedHeaders } from '../../local/sigv4-signer.ts';
import { sdkOf } from '../support/sdk.ts';
import { compliant, get, stackOfThisFile } from '../support/stack.ts';

const ADA = 'ada@example.com';
const BEN = 'ben@example.com';
const CHEN = 'chen@example.com';
const EMIL = 'emil@example.com';
const AUDREY = 'audrey@example.com';
const stack = stackOfThisFile();

/** How far the gateway's clock was put forward; no caller's clock goes with it. */
let advancedMs = 0;
const advance = async (seconds: number) => {
  await stack.control('/clock', { advanceSeconds: seconds });
  advancedMs += seconds * 1000;
};
const as = (person: string | null, config: object = {}) => sdkOf(stack.facts, person, config);

const arnOf = (name: string) =>
  `arn:aws:sagemaker:${stack.facts.region}:${stack.facts.accountId}:training-job/${name.toLowerCase()}`;
const job = (name: string) => ({ TrainingJobName: name });
// The sample requests hold what the SDK's type asks for.
const create = async (name: string, parts: object = {}) =>
  new CreateTrainingJobCommand((await compliant(name, parts)) as unknown as CreateTrainingJobCommandInput);
const example = async (file: string, name: string) => {
  const request = JSON.parse(await readFile(`examples/requests/${file}`, 'utf8'));
  return new CreateTrainingJobCommand({ ...request, TrainingJobName: name });
};
const namesIn = (answer: object) =>
  (answer as { TrainingJobSummaries: { TrainingJobName: string }[] }).TrainingJobSummaries.map(
    (s) => s.TrainingJobName,
  );
const NOT_FOUND = { error: 'ValidationException', message: 'Requested resource not found.', status: 400, attempts: 1 };

it('creates a job, says the same again, and describes it as SageMaker does', async () => {
  const ada = as(ADA);
  expect(await ada.send(await create('First-Job'))).toEqual({ TrainingJobArn: arnOf('first-job'), attempts: 1 });
  expect(ada.headers()).toMatchObject({ 'x-traingate-decision-id': expect.any(String) });
  expect(ada.headers()['x-traingate-request-id']).toEqual(expect.any(String));
  expect(await ada.send(await create('First-Job'))).toEqual({ TrainingJobArn: arnOf('first-job'), attempts: 1 });
  // Its own clock and credentials: SageMaker past the gateway.
  const past = new SageMakerClient({
    endpoint: stack.facts.sagemakerUrl,
    region: stack.facts.region,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const { $metadata: _, ...direct } = await past.send(new DescribeTrainingJobCommand(job('First-Job')));
  past.destroy();
  expect(await ada.send(new DescribeTrainingJobCommand(job('First-Job')))).toEqual({ ...direct, attempts: 1 });
  expect(await as(BEN).send(new DescribeTrainingJobCommand(job('First-Job')))).toEqual({ ...direct, attempts: 1 });
});

it('shows another team nothing by any operation, and an auditor all but secrets', async () => {
  await as(ADA).send(await create('private-job'));
  const chen = as(CHEN);
  const tags = [{ Key: 'Note', Value: 'x' }];
  for (const command of [
    new DescribeTrainingJobCommand(job('private-job')),
    new StopTrainingJobCommand(job('private-job')),
    new UpdateTrainingJobCommand({ ...job('private-job'), ProfilerConfig: { DisableProfiler: true } }),
    new DeleteTrainingJobCommand(job('private-job')),
    new ListTagsCommand({ ResourceArn: arnOf('private-job') }),
    new AddTagsCommand({ ResourceArn: arnOf('private-job'), Tags: tags }),
    new DeleteTagsCommand({ ResourceArn: arnOf('private-job'), TagKeys: ['Note'] }),
  ]) {
    expect(await chen.send(command)).toEqual(NOT_FOUND);
  }
  expect(namesIn(await chen.send(new ListTrainingJobsCommand({})))).toEqual([]);
  const theirs = await compliant('private-job', JSON.parse(await readFile('examples/requests/minimal.json', 'utf8')));
  const taken = await as(BEN).send(
    new CreateTrainingJobCommand({
      ...theirs,
      TrainingJobName: 'private-job',
    } as unknown as CreateTrainingJobCommandInput),
  );
  expect(taken).toMatchObject({ error: 'ResourceInUse', status: 400, attempts: 1 });
  expect(JSON.stringify(taken)).not.toContain('arn:');
  expect(JSON.stringify(taken)).not.toContain(ADA);

  const audrey = as(AUDREY);
  const seen = await audrey.send(new DescribeTrainingJobCommand(job('private-job')));
  expect(seen).toMatchObject({ TrainingJobStatus: 'InProgress', HyperParameters: { epochs: '***' } });
  expect(namesIn(await audrey.send(new ListTrainingJobsCommand({ NameContains: 'private' })))).toEqual(['private-job']);
  expect(await audrey.send(new StopTrainingJobCommand(job('private-job')))).toEqual(NOT_FOUND);
});

it('refuses in one attempt, as the exception that SDKs know, with what to do', async () => {
  const ada = as(ADA);
  const refused = await ada.send(await example('five-faults.json', 'five-faults'));
  expect(refused).toMatchObject({ error: 'AccessDeniedException', status: 400, attempts: 1 });
  for (const part of ['cost-tags:', 'ml.p5.4xlarge', 'https://wiki.example.com/', 'the request would pass with']) {
    expect(refused.message).toContain(part);
  }
  const over = await ada.send(await example('over-quota.json', 'over-quota'));
  expect(over).toMatchObject({ error: 'ResourceLimitExceeded', status: 400, attempts: 1 });
  expect(over.message).toContain('`person:ada@example.com` is 4 `gpus`');
  const wrong = await ada.send(new DescribeTrainingJobCommand(job('no such name!')));
  expect(wrong).toMatchObject({ error: 'ValidationException', attempts: 1 });
  expect(wrong.message).toMatch(/^1 validation error detected: Value 'no such name!' at 'trainingJobName'/);
  expect(await ada.send(new ListModelsCommand({}))).toMatchObject({ error: 'UnknownOperationException', attempts: 1 });
  const processing = new CreateProcessingJobCommand({
    ProcessingJobName: 'a',
    RoleArn: 'arn:aws:iam::111122223333:role/vision-training',
    AppSpecification: { ImageUri: 'image' },
    ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
  });
  expect(await ada.send(processing)).toMatchObject({ error: 'AccessDeniedException', status: 400, attempts: 1 });
});

it('tells of warnings in a header and among the transitions', async () => {
  const emil = as(EMIL);
  const { TrainingJobArn } = await emil.send(await example('warned.json', 'warned-job'));
  expect(TrainingJobArn).toBe(arnOf('warned-job'));
  const warnings = emil.headers()['x-traingate-warnings'] ?? '';
  expect(warnings).toMatch(/^[\x20-\x7e]+$/);
  const seen = await emil.send(new DescribeTrainingJobCommand(job('warned-job')));
  const [first, second] = seen.SecondaryStatusTransitions as { Status: string; StatusMessage: string }[];
  expect(first?.StatusMessage).toMatch(/^Admitted by Traingate\. Warning: /);
  expect([first?.Status, second?.Status]).toEqual(['Pending', 'Starting']);
});

it('knows nobody but by a gateway key of a person, and neither key opens the other door', async () => {
  const list = new ListTrainingJobsCommand({});
  const [person] = stack.facts.people;
  const unknown = { error: 'UnrecognizedClientException', status: 403, attempts: 1 };
  const secret = { accessKeyId: person?.gateway.accessKeyId ?? '', secretAccessKey: 'guessed' };
  const wrong = await as(ADA, { credentials: secret }).send(list);
  expect(wrong).toMatchObject(unknown);
  const nobody = { ...secret, accessKeyId: 'AKGWAAAAAAAAAAAAAAAA' };
  const unheard = await as(ADA, { credentials: nobody }).send(list);
  // Nobody learns which keys there are.
  expect({ ...unheard, message: '' }).toEqual({ ...wrong, message: '' });
  expect(String(unheard.message).replace(nobody.accessKeyId, secret.accessKeyId)).toBe(wrong.message);
  expect(await as(ADA, { credentials: person?.iam }).send(list)).toMatchObject(unknown);
  expect(await as(null).send(list)).toMatchObject({ error: 'AccessDeniedException', attempts: 1 });
  const elsewhere = await as(ADA, { region: 'us-east-1' }).send(list);
  expect(elsewhere).toMatchObject({ error: 'InvalidSignatureException', attempts: 1 });
  expect((await stack.as(ADA)(get('/v1/quotas'))).status).toBe(200);

  const iam = { endpoint: `${stack.facts.url}/iam`, signingName: 'execute-api' };
  expect(await as(ADA, { ...iam, credentials: person?.iam }).send(list)).toMatchObject({
    attempts: 1,
    TrainingJobSummaries: expect.any(Array),
  });
  expect(await as(ADA, iam).send(list)).toMatchObject({ status: 403, attempts: 1 });
  expect(await as(null, { ...iam, credentials: stack.facts.people.at(-1)?.iam }).send(list)).toMatchObject({
    error: 'AccessDeniedException',
  });
});

it('corrects the clock of an SDK that is off, from Date', async () => {
  const seen = await as(ADA, { systemClockOffset: -600_000 }).send(new ListTrainingJobsCommand({}));
  expect(seen).toMatchObject({ attempts: 2, TrainingJobSummaries: expect.any(Array) });
});

it('wants the target signed behind the IAM authorizer too', async () => {
  const { url, people } = stack.facts;
  const body = JSON.stringify(job('First-Job'));
  const headers = { host: new URL(url).host, 'content-type': 'application/x-amz-json-1.1' };
  const signed = await signedHeaders(
    { method: 'POST', path: '/iam', headers, body },
    { ...(people[0]?.iam ?? { accessKeyId: '', secretAccessKey: '' }) },
  );
  const sent = { ...signed, 'x-amz-target': 'SageMaker.StopTrainingJob' };
  const response = await fetch(`${url}/iam`, { method: 'POST', headers: sent, body });
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([403, 'IncompleteSignatureException']);
});

it('changes tags, but none that a policy looks at or by which the gateway knows the job', async () => {
  const ada = as(ADA);
  const ResourceArn = arnOf('private-job');
  const add = (Key: string) => ada.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key, Value: 'x' }] }));
  const keysOf = async () =>
    ((await ada.send(new ListTagsCommand({ ResourceArn }))).Tags as { Key: string }[]).map(({ Key }) => Key);
  expect(await add('Note')).toMatchObject({ attempts: 1, Tags: expect.any(Array) });
  expect(await keysOf()).toContain('Note');
  for (const key of ['CostCenter', 'Owner', 'Environment', 'Project', 'traingate:admission', 'traingate:new']) {
    expect([key, await add(key)]).toMatchObject([key, { error: 'AccessDeniedException', status: 400, attempts: 1 }]);
    const gone = await ada.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ['Note', key] }));
    expect([key, gone]).toMatchObject([key, { error: 'AccessDeniedException' }]);
  }
  expect(await ada.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ['Note'] }))).toEqual({ attempts: 1 });
  expect(await keysOf()).not.toContain('Note');
});

it('judges an update as a change of the job', async () => {
  const ada = as(ADA);
  const update = (parts: object) => ada.send(new UpdateTrainingJobCommand({ ...job('private-job'), ...parts }));
  expect(await update({ ProfilerConfig: { DisableProfiler: true } })).toEqual({
    TrainingJobArn: arnOf('private-job'),
    attempts: 1,
  });
  expect(await update({ ResourceConfig: { KeepAlivePeriodInSeconds: 600 } })).toMatchObject({
    error: 'AccessDeniedException',
    message: expect.stringContaining('a warm pool of 600 seconds'),
    attempts: 1,
  });
});

it('reserves what an update takes beyond what the job has, and passes none on that is over quota', async () => {
  const ada = as(ADA);
  const update = (type: string) => {
    const rule = { RuleConfigurationName: type, RuleEvaluatorImage: 'image', InstanceType: type };
    const parts: object = { ProfilerRuleConfigurations: [rule] };
    return ada.send(new UpdateTrainingJobCommand({ ...job('private-job'), ...parts }));
  };
  const used = async () => {
    const { body } = await stack.as(ADA)(get('/v1/quotas'));
    const rows: { scope: string; dimension: string; used: number }[] = body.quotas;
    return ['instances', 'gpus', 'usdMicros'].map(
      (dimension) => rows.find((row) => row.scope === `person:${ADA}` && row.dimension === dimension)?.used ?? 0,
    );
  };
  const [instances = 0, gpus = 0, usdMicros = 0] = await used();
  expect(await update('ml.m5.xlarge')).toEqual({ TrainingJobArn: arnOf('private-job'), attempts: 1 });
  const more = await used();
  expect(more).toEqual([instances + 1, gpus, expect.any(Number)]);
  expect(more[2]).toBeGreaterThan(usdMicros);
  expect(await update('ml.g5.12xlarge')).toMatchObject({
    error: 'ResourceLimitExceeded',
    message: expect.stringContaining('`person:ada@example.com` is 4 `gpus`'),
    attempts: 1,
  });
  // SageMaker has a rule of that name by now.
  expect(await update('ml.m5.xlarge')).toMatchObject({ error: 'ValidationException', attempts: 1 });
  expect(await used()).toEqual(more);
});

it('creates once where SageMaker took the job and its answer was lost: the SDK asks again and gets the ARN', async () => {
  await stack.control('/faults', { operation: 'CreateTrainingJob', kind: 'lose-answer' });
  expect(await as(BEN).send(await create('lost-answer'))).toEqual({
    TrainingJobArn: arnOf('lost-answer'),
    attempts: 2,
  });
  expect(namesIn(await as(BEN).send(new ListTrainingJobsCommand({ NameContains: 'lost-answer' })))).toEqual([
    'lost-answer',
  ]);
  const waiting = await as(BEN).send(new DescribeTrainingJobCommand(job('lost-answer')));
  expect(waiting).toMatchObject({
    TrainingJobStatus: 'InProgress',
    TrainingJobArn: arnOf('lost-answer'),
  });
});

it('lists in pages by every order, filtered as SageMaker filters, without asking SageMaker', async () => {
  await stack.control('/faults', { operation: 'ListTrainingJobs', kind: 'error', count: 50 });
  const ada = as(ADA);
  const all = async (request: ListTrainingJobsCommandInput) => {
    const config = {
      endpoint: stack.facts.url,
      region: stack.facts.region,
      credentials: stack.facts.people[0]?.gateway ?? { accessKeyId: '', secretAccessKey: '' },
    };
    const client = new SageMakerClient(config);
    const pages = await Array.fromAsync(paginateListTrainingJobs({ client, pageSize: 2 }, request));
    client.destroy();
    return pages.flatMap(namesIn);
  };
  const names = ['First-Job', 'private-job', 'lost-answer'];
  expect(await all({})).toEqual(names);
  expect(await all({ SortOrder: 'Descending' })).toEqual(names.toReversed());
  expect(await all({ SortBy: 'Name' })).toEqual(names.toSorted());
  expect(await all({ SortBy: 'Status', SortOrder: 'Descending' })).toEqual(names.toReversed());
  expect(await all({ NameContains: '-job' })).toEqual(['private-job']);
  expect(await all({ StatusEquals: 'Completed' })).toEqual([]);
  expect(await all({ CreationTimeAfter: new Date(Date.now() + advancedMs + 3_600_000) })).toEqual([]);
  expect(await ada.send(new ListTrainingJobsCommand({ NextToken: 'made-up' }))).toMatchObject({
    error: 'ValidationException',
  });
});

it('stops a job and deletes it, no sooner than five minutes after its end; then its name is free', async () => {
  const ada = as(ADA);
  expect(await ada.send(new DeleteTrainingJobCommand(job('private-job')))).toMatchObject({
    error: 'ResourceInUse',
    attempts: 1,
  });
  expect(await ada.send(new StopTrainingJobCommand(job('private-job')))).toEqual({ attempts: 1 });
  await advance(200);
  const stopped = await as(ADA).send(new DescribeTrainingJobCommand(job('private-job')));
  expect(stopped).toMatchObject({ TrainingJobStatus: 'Stopped' });
  expect(await as(ADA).send(new StopTrainingJobCommand(job('private-job')))).toMatchObject({
    error: 'ValidationException',
    message: 'The request was rejected because the training job is in status Stopped.',
  });
  expect(await as(ADA).send(new DeleteTrainingJobCommand(job('private-job')))).toMatchObject({
    error: 'ResourceInUse',
    message: expect.stringContaining('it can be deleted from'),
  });
  await advance(400);
  expect(await as(ADA).send(new DeleteTrainingJobCommand(job('private-job')))).toEqual({ attempts: 1 });
  expect(await as(ADA).send(new DescribeTrainingJobCommand(job('private-job')))).toEqual(NOT_FOUND);
  expect(namesIn(await as(ADA).send(new ListTrainingJobsCommand({ NameContains: 'private' })))).toEqual([]);
  expect(await as(ADA).send(await create('private-job'))).toMatchObject({ TrainingJobArn: arnOf('private-job') });
});

it('deletes no job of a stranger that has taken the name', async () => {
  await as(ADA).send(await create('taken-over'));
  await advance(600);
  await advance(400);
  const past = new SageMakerClient({
    endpoint: stack.facts.sagemakerUrl,
    region: stack.facts.region,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  await past.send(new DeleteTrainingJobCommand(job('taken-over')));
  const theirs = await create('taken-over', { Tags: [] });
  await past.send(theirs);
  expect(
    await as(ADA).send(new AddTagsCommand({ ResourceArn: arnOf('taken-over'), Tags: [{ Key: 'a', Value: 'b' }] })),
  ).toEqual(NOT_FOUND);
  expect(await as(ADA).send(new DeleteTrainingJobCommand(job('taken-over')))).toEqual({ attempts: 1 });
  expect(await past.send(new DescribeTrainingJobCommand(job('taken-over')))).toMatchObject({
    TrainingJobStatus: 'InProgress',
  });
  expect(await as(ADA).send(new DescribeTrainingJobCommand(job('taken-over')))).toEqual(NOT_FOUND);
  past.destroy();
});

it('tells of a job that SageMaker refused, in its words, and describes it as failed', async () => {
  await stack.control('/faults', { operation: 'CreateTrainingJob', kind: 'refuse' });
  const refused = await as(BEN).send(await create('refused-job'));
  expect(refused).toEqual({
    error: 'ValidationException',
    message: 'The request was refused by an injected fault.',
    status: 400,
    attempts: 1,
  });
  expect(await as(BEN).send(new DescribeTrainingJobCommand(job('refused-job')))).toMatchObject({
    TrainingJobStatus: 'Failed',
    FailureReason: expect.stringContaining('The request was refused by an injected fault.'),
    RoleArn: 'arn:aws:iam::111122223333:role/vision-training',
    TrainingEndTime: expect.any(Date),
  });
  expect(namesIn(await as(BEN).send(new ListTrainingJobsCommand({ NameContains: 'refused' })))).toEqual([]);
  expect(await as(BEN).send(new DeleteTrainingJobCommand(job('refused-job')))).toEqual(NOT_FOUND);
});

it('describes a job of which SageMaker has not said whether it has it; a stop withdraws it', async () => {
  await stack.control('/faults', { operation: 'CreateTrainingJob', kind: 'error' });
  const ben = as(BEN);
  expect(await ben.send(await create('unknown-job'))).toEqual({ TrainingJobArn: arnOf('unknown-job'), attempts: 2 });
  const described = await ben.send(new DescribeTrainingJobCommand(job('unknown-job')));
  expect(described).toMatchObject({
    TrainingJobStatus: 'InProgress',
    SecondaryStatus: 'Pending',
    HyperParameters: { epochs: '3' },
  });
  expect(described.SecondaryStatusTransitions).toMatchObject([
    { Status: 'Pending', StatusMessage: 'Admitted by Traingate' },
  ]);
  const tags = (await ben.send(new ListTagsCommand({ ResourceArn: arnOf('unknown-job') }))).Tags as { Key: string }[];
  expect(tags.map(({ Key }) => Key)).toContain('traingate:admission');
  expect(namesIn(await ben.send(new ListTrainingJobsCommand({ NameContains: 'unknown' })))).toEqual(['unknown-job']);
  expect(
    await ben.send(new UpdateTrainingJobCommand({ ...job('unknown-job'), ProfilerConfig: { DisableProfiler: true } })),
  ).toEqual(NOT_FOUND);
  expect(await ben.send(new StopTrainingJobCommand(job('unknown-job')))).toEqual({ attempts: 1 });
  await advance(400);
  await stack.control('/reconcile');
  expect(await as(BEN).send(new DescribeTrainingJobCommand(job('unknown-job')))).toMatchObject({
    TrainingJobStatus: 'Stopped',
    SecondaryStatus: 'Stopped',
  });
});

it('passes a throttle of SageMaker on, and an SDK asks again', async () => {
  await as(BEN).send(await create('throttled-job'));
  await stack.control('/faults', { operation: 'DescribeTrainingJob', kind: 'throttle' });
  expect(await as(BEN).send(new DescribeTrainingJobCommand(job('throttled-job')))).toMatchObject({
    TrainingJobStatus: 'InProgress',
    attempts: 2,
  });
});

it('asks SageMaker once for many who wait', async () => {
  const waiting = await Promise.all(
    Array.from({ length: 8 }, () => as(BEN).send(new DescribeTrainingJobCommand(job('throttled-job')))),
  );
  expect(new Set(waiting.map((seen) => JSON.stringify(seen))).size).toBe(1);
  await stack.control('/faults', { operation: 'DescribeTrainingJob', kind: 'error' });
  expect(await as(BEN).send(new DescribeTrainingJobCommand(job('throttled-job')))).toMatchObject({ attempts: 1 });
});
