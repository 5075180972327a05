import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { RestCall } from '../../local/client.ts';
import { check, compliant, get, stackOfThisFile, stopJob, submit } from '../support/stack.ts';

const ADA = 'ada@example.com';
const BEN = 'ben@example.com';
const CHEN = 'chen@example.com';
const AUDREY = 'audrey@example.com';

const stack = stackOfThisFile();

const ada = (call: RestCall) => stack.as(ADA)(call);

async function gpusInUse(): Promise<number> {
  const { body } = await ada(get('/v1/quotas'));
  const rows: { scope: string; dimension: string; used: number }[] = body.quotas;
  return rows.find(({ scope, dimension }) => scope === 'team:vision' && dimension === 'gpus')?.used ?? 0;
}

/** A whole life of every job there is. */
const letJobsEnd = () => stack.control('/clock', { advanceSeconds: 600 });

describe('local.json', () => {
  it('lists people as its readers expect them', () => {
    const { people } = stack.facts;
    expect(people[0]?.team).toBe(people[1]?.team);
    expect(new Set(people.map(({ team }) => team)).size).toBeGreaterThanOrEqual(4);
    expect(people.some(({ groups }) => groups.includes('platform'))).toBe(true);
    expect(people.some(({ groups }) => groups.includes('finance'))).toBe(true);
    expect(people.some(({ roles }) => roles.includes('auditor'))).toBe(true);
    expect(people.at(-1)).toMatchObject({ person: null, team: null });
  });
});

describe('the door', () => {
  it('stands open for health checks without a signature', async () => {
    const response = await fetch(`${stack.facts.url}/healthz`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('says what there is to ask, without a signature', async () => {
    const response = await fetch(`${stack.facts.url}/v1/openapi.json`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(response.headers.get('cache-control')).toMatch(/max-age=\d+/);
    expect(await response.json()).toMatchObject({ openapi: '3.1.1', servers: [{ url: '/' }] });
  });

  it('refuses what is not signed, in a body for either dialect', async () => {
    const response = await fetch(`${stack.facts.url}/v1/quotas`);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      __type: expect.any(String),
      message: expect.any(String),
      Message: expect.any(String),
      type: expect.stringMatching(/^urn:traingate:/),
      title: expect.any(String),
      status: 403,
    });
  });

  it('refuses a caller whom organization.yaml does not know', async () => {
    const { status, body } = await stack.as(null)(get('/v1/quotas'));
    expect(status).toBe(403);
    expect(body.type).toBe('urn:traingate:unmapped-caller');
    expect(body.detail).toContain('organization.yaml');
  });
});

describe('the first request ever', () => {
  it('is over quota although the ledger is empty, in check and in create', async () => {
    const request = await readFile('examples/requests/over-quota.json', 'utf8');
    const message = 'the limit of `person:ada@example.com` is 4 `gpus`: 0 in use, this job needs 8';
    const checked = await ada(check(request));
    expect(checked.body.decision).toMatchObject({ verdict: 'deny', violations: [{ policy: 'quotas', message }] });
    const created = await ada(submit(request));
    expect([created.status, created.body.type]).toEqual([403, 'urn:traingate:quota-exceeded']);
    expect(created.body.detail).toContain(message);
    expect(created.body.decision.verdict).toBe('deny');
  });
});

const example = async (file: string) => JSON.parse(await readFile(`examples/requests/${file}`, 'utf8'));

describe('what the organisation says for everyone', () => {
  it('completes a short request, and the completed one is what runs and is recorded', async () => {
    const request = await example('minimal.json');
    const { status, body } = await ada(submit(request));
    expect(status).toBe(201);
    const completed: { path: string }[] = body.decision.completed;
    expect(completed.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/VpcConfig', '/OutputDataConfig/KmsKeyId', '/ResourceConfig/VolumeKmsKeyId']),
    );
    const job = await ada(get(`/v1/training-jobs/${request.TrainingJobName}`));
    expect(job.body.request).toMatchObject({
      VpcConfig: { Subnets: ['subnet-0a1410aaaa0000001', 'subnet-0a1410bbbb0000002'] },
      EnableInterContainerTrafficEncryption: true,
      StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
      Tags: expect.arrayContaining([{ Key: 'Owner', Value: ADA }]),
    });
    expect(job.body.decision.completed).toEqual(completed);
    const again = await ada(submit(request));
    expect([again.status, again.body.trainingJobArn]).toEqual([200, body.trainingJobArn]);
    await letJobsEnd();
  });

  it('cuts a job to the time that is allowed, with a warning', async () => {
    const request = await example('cut-to-a-day.json');
    const { status, body } = await ada(submit(request));
    expect([status, body.decision.violations]).toMatchObject([
      201,
      [{ policy: 'run-time', rule: 'max-runtime', enforcement: 'warn', observed: 432_000, limit: 86_400 }],
    ]);
    const job = await ada(get(`/v1/training-jobs/${request.TrainingJobName}`));
    expect(job.body.request.StoppingCondition).toEqual({ MaxRuntimeInSeconds: 86_400 });
    await letJobsEnd();
  });
});

describe('a corrected request', () => {
  it.each(['five-faults.json', 'forbidden-instance.json', 'spot-without-checkpoints.json', 'over-quota.json'])(
    'of %s is the same from check, and is admitted as it is',
    async (file) => {
      const request = { ...(await example(file)), TrainingJobName: `corrected-${file.replace('.json', '')}` };
      const checked = await ada(check(request));
      const refused = await ada(submit(request));
      expect([refused.status, refused.body.decision.corrected]).toEqual([403, checked.body.decision.corrected]);
      expect(refused.body.detail).toContain('the request would pass with');
      const admitted = await ada(submit(refused.body.decision.corrected));
      expect(admitted.status).toBe(201);
      await letJobsEnd();
    },
  );

  it('is not there where people have to decide, and then it is said who', async () => {
    const { body } = await stack.as(CHEN)(submit(await example('missing-tags.json')));
    expect(body.decision).toMatchObject({ verdict: 'deny', corrected: null, correction: [] });
    expect(body.detail).toContain('ask finops@example.com to change the policy');
  });
});

describe('create', () => {
  it('admits, answers a repeat with the same ARN, and keeps the name for its holder', async () => {
    const request = await compliant('Once-Only');
    const first = await ada(submit(request));
    expect(first.status).toBe(201);
    expect(first.headers.get('x-traingate-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.body).toMatchObject({
      trainingJobArn: 'arn:aws:sagemaker:eu-west-1:111122223333:training-job/once-only',
      state: 'submitted',
      decision: { verdict: 'allow', violations: [], corrected: null },
    });
    const reordered = Object.fromEntries(Object.entries(request).reverse());
    const again = await ada(submit(reordered));
    expect([again.status, again.body.trainingJobArn]).toEqual([200, first.body.trainingJobArn]);
    expect(again.body.decision.id).toBe(first.body.decision.id);
    expect((await ada(submit({ ...request, EnableNetworkIsolation: true }))).status).toBe(409);
    expect((await stack.as(BEN)(submit(request))).status).toBe(409);
    await letJobsEnd();
    const finished = await ada(submit(request));
    expect([finished.status, finished.body.type]).toEqual([409, 'urn:traingate:name-taken']);
    expect(await gpusInUse()).toBe(0);
  });

  it.each([
    ['no JSON', '{"TrainingJobName": }', 400, 'urn:traingate:invalid-json'],
    ['a name given twice', '{"TrainingJobName": "a", "TrainingJobName": "b"}', 400, 'urn:traingate:invalid-json'],
    ['a list', '[]', 400, 'urn:traingate:invalid-json'],
    ['more than 512 KiB', `{"TrainingJobName": "${'a'.repeat(600_000)}"}`, 413, 'urn:traingate:request-too-large'],
    ['nothing at all', '{}', 400, 'urn:traingate:invalid-request'],
  ])('refuses %s', async (_name, text, status, type) => {
    for (const call of [submit(text), check(text)]) {
      const answer = await ada(call);
      expect([answer.status, answer.body.type]).toEqual([status, type]);
    }
  });

  it('lists everything that breaks the model, in AWS’s words', async () => {
    const request = await compliant('bad', {
      TrainingJobName: 'x!',
      RoleArn: undefined,
      OutputDataConfig: { S3OutputPath: 'nowhere', KmsKey: 'x' },
    });
    const { status, body } = await ada(submit(request));
    expect(status).toBe(400);
    const messages: string[] = body.errors.map(({ message }: { message: string }) => message);
    expect(messages.join('\n')).toContain(
      "Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
    );
    expect(messages.join('\n')).toContain("Value 'x!' at 'trainingJobName' failed to satisfy constraint");
    expect(messages.join('\n')).toContain('KmsKeyId');
    expect(body.errors).toHaveLength(4);
  });

  it('refuses what a policy denies with every violation, and starts nothing', async () => {
    const request = JSON.parse(await readFile('examples/requests/five-faults.json', 'utf8'));
    const { status, body } = await ada(submit(request));
    expect([status, body.type, body.decision.verdict]).toEqual([403, 'urn:traingate:policy-denied', 'deny']);
    expect(body.decision.violations).toHaveLength(5);
    for (const violation of body.decision.violations) {
      expect(violation).toMatchObject({
        policy: expect.any(String),
        rule: expect.any(String),
        enforcement: 'deny',
        path: expect.any(String),
        message: expect.any(String),
        remedy: expect.stringMatching(/.+/),
      });
      expect(violation).toHaveProperty('observed');
      expect(violation).toHaveProperty('limit');
    }
    expect((await ada(get(`/v1/training-jobs/${request.TrainingJobName}`))).status).toBe(404);
  });

  it('refuses over quota with scope, dimension, limit, used and needed', async () => {
    const three = { InstanceType: 'ml.g5.xlarge', InstanceCount: 3, VolumeSizeInGB: 50 };
    expect((await ada(submit(await compliant('holds-three', { ResourceConfig: three })))).status).toBe(201);
    const two = { ...three, InstanceCount: 2 };
    const refused = await ada(submit(await compliant('wants-two', { ResourceConfig: two })));
    expect([refused.status, refused.body.type]).toEqual([403, 'urn:traingate:quota-exceeded']);
    expect(refused.body.decision.violations).toMatchObject([
      {
        policy: 'quotas',
        rule: 'quota',
        message: 'the limit of `person:ada@example.com` is 4 `gpus`: 3 in use, this job needs 2',
        observed: 5,
        limit: 4,
      },
    ]);
    expect(refused.body.decision.needs).toContainEqual({
      scope: 'person:ada@example.com',
      dimension: 'gpus',
      window: 'current',
      amount: 2,
      limit: 4,
      left: 1,
    });
    await letJobsEnd();
    expect((await ada(submit(await compliant('wants-two', { ResourceConfig: two })))).status).toBe(201);
    await letJobsEnd();
  });
});

describe('check', () => {
  it('gives each example its verdict and reserves nothing', async () => {
    const index: { file: string; as: string; verdict: string; policies: string[] }[] = JSON.parse(
      await readFile('examples/requests/index.json', 'utf8'),
    );
    for (const { file, as, verdict, policies } of index) {
      const request = await readFile(`examples/requests/${file}`, 'utf8');
      const { status, body } = await stack.as(as)(check(request));
      const seen: string[] = body.decision.violations.map(({ policy }: { policy: string }) => policy);
      expect([file, status, body.decision.verdict, [...new Set(seen)].sort()]).toEqual([file, 200, verdict, policies]);
    }
    expect(await gpusInUse()).toBe(0);
    const { body } = await ada(check(await compliant('only-asking')));
    expect(body.decision.estimate).toMatchObject({ totalUsdMicros: 393_000, volumesUsdMicros: 0, basis: 'list' });
    expect(body.largest).toMatchObject({ asked: 1, instances: 4, longestSeconds: 2_419_200 });
    const jobs = body.decision.needs.find((need: { scope: string; dimension: string }) => {
      return need.scope === 'person:ada@example.com' && need.dimension === 'jobs';
    });
    expect(jobs).toMatchObject({ amount: 1, limit: 4, left: 4 });
  });
});

describe('a job', () => {
  it('is shown to its team and to auditors, secrets masked', async () => {
    await ada(submit(await compliant('shown', { Environment: { TOKEN: 'hunter2' } })));
    const { status, body } = await stack.as(BEN)(get('/v1/training-jobs/shown'));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'shown',
      arn: 'arn:aws:sagemaker:eu-west-1:111122223333:training-job/shown',
      team: 'vision',
      person: ADA,
      state: 'submitted',
      trainingJobStatus: 'InProgress',
      request: { TrainingJobName: 'shown', Environment: { TOKEN: '***' } },
      decision: { verdict: 'allow' },
      history: [{ state: 'forwarding' }, { state: 'submitted' }],
    });
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(body.reservation).toContainEqual({ scope: 'org', dimension: 'jobs', window: 'current', amount: 1 });
    expect((await stack.as(CHEN)(get('/v1/training-jobs/shown'))).status).toBe(404);
    expect((await stack.as(AUDREY)(get('/v1/training-jobs/shown'))).status).toBe(200);
    expect((await ada(get('/v1/training-jobs/nothing'))).status).toBe(404);
    await letJobsEnd();
  });

  it('takes its quota and gives it back when it ends', async () => {
    await ada(submit(await compliant('a-life')));
    expect(await gpusInUse()).toBe(1);
    await letJobsEnd();
    const { body } = await ada(get('/v1/training-jobs/a-life'));
    expect(body).toMatchObject({ state: 'finished', trainingJobStatus: 'Completed' });
    expect(await gpusInUse()).toBe(0);
  });

  it('is stopped, as often as one asks', async () => {
    await ada(submit(await compliant('too-long')));
    expect((await stack.as(CHEN)(stopJob('too-long'))).status).toBe(404);
    expect((await stack.as(AUDREY)(stopJob('too-long'))).status).toBe(404);
    expect((await stack.as(BEN)(stopJob('too-long'))).status).toBe(202);
    expect((await ada(stopJob('too-long'))).status).toBe(202);
    await letJobsEnd();
    expect((await ada(get('/v1/training-jobs/too-long'))).body).toMatchObject({
      state: 'finished',
      trainingJobStatus: 'Stopped',
    });
    expect((await ada(stopJob('too-long'))).status).toBe(202);
    expect((await ada(stopJob('nothing'))).status).toBe(404);
    expect(await gpusInUse()).toBe(0);
  });
});

describe('lists', () => {
  it('pages through what the caller may see', async () => {
    const names: string[] = [];
    let query: Record<string, string> = { limit: '2' };
    do {
      const { status, body } = await ada(get('/v1/training-jobs', query));
      expect(status).toBe(200);
      expect(body.jobs.length).toBeLessThanOrEqual(2);
      names.push(...body.jobs.map(({ name }: { name: string }) => name));
      query = body.next === null ? {} : { limit: '2', next: body.next };
    } while (query.next);
    expect(names).toEqual(expect.arrayContaining(['Once-Only', 'a-life', 'too-long']));
    expect(new Set(names).size).toBe(names.length);
    const { body: all } = await stack.as(AUDREY)(get('/v1/training-jobs', { limit: '50' }));
    expect(all.jobs.map(({ name }: { name: string }) => name)).toEqual(names);
    const { body: none } = await stack.as(CHEN)(get('/v1/training-jobs', { team: 'vision' }));
    expect(none.jobs).toEqual([]);
    const { body: finished } = await ada(get('/v1/training-jobs', { state: 'finished', limit: '50' }));
    expect(finished.jobs.every(({ state }: { state: string }) => state === 'finished')).toBe(true);
    expect((await ada(get('/v1/training-jobs', { state: 'sleeping' }))).status).toBe(400);
  });

  it('shows the largest job that fits now, of one type or of every type with a price', async () => {
    const asked = await ada(get('/v1/quotas', { instanceType: 'ml.g5.12xlarge', seconds: '86400' }));
    const gpus = { scope: `person:${ADA}`, dimension: 'gpus', window: 'current' };
    const largest = { instanceType: 'ml.g5.12xlarge', seconds: 86_400, instances: 1, limitedBy: gpus };
    expect(asked.body.largest).toEqual([{ ...largest, longestSeconds: 2_419_200 }]);
    const { body } = await ada(get('/v1/quotas'));
    expect(body.largest.length).toBeGreaterThan(40);
    expect(body.largest).toContainEqual(expect.objectContaining({ instanceType: 'ml.p4d.24xlarge', instances: 0 }));
    for (const query of [{ instanceType: 'ml.g5.xlrage' }, { seconds: '24h' }, { hours: '24' }]) {
      const refused = await ada(get('/v1/quotas', query as Record<string, string>));
      expect([refused.status, refused.body.type]).toEqual([400, 'urn:traingate:invalid-query']);
    }
  });

  it('shows quotas and policies of the caller, and of everybody to auditors', async () => {
    const scopesOf = async (person: string): Promise<string[]> => {
      const { body } = await stack.as(person)(get('/v1/quotas'));
      return body.quotas.map(({ scope }: { scope: string }) => scope);
    };
    expect([...new Set(await scopesOf(ADA))]).toEqual(['org', 'department:research', 'team:vision', `person:${ADA}`]);
    expect(await scopesOf(AUDREY)).toEqual(expect.arrayContaining(['team:language', `person:${CHEN}`]));
    const { body } = await ada(get('/v1/policies'));
    const text = JSON.stringify(body.policies);
    expect(body.policyVersion).toMatch(/^[0-9a-f]{64}$/);
    expect(text).toContain('ml.g5.*');
    expect(text).not.toContain('"language"');
    expect(JSON.stringify((await stack.as(AUDREY)(get('/v1/policies'))).body)).toContain('"language"');
  });
});
