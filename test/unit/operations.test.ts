import * as sagemaker from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from '@jest/globals';
import { receiveRequest } from '../../gateway/actions/operations/receive.ts';
import { classOf, isServed, REQUEST_SHAPES } from '../../gateway/actions/operations/table.ts';

/** Every operation that AWS's SDK for JavaScript knows. */
const ALL = Object.keys(sagemaker)
  .filter((name) => /^[A-Z]\w+Command$/.test(name) && name !== 'Command')
  .map((name) => name.slice(0, -'Command'.length));

describe('the table of operations', () => {
  it('serves training jobs and tags, and nothing else of all that there is', () => {
    expect(ALL.length).toBeGreaterThan(350);
    const served = ['CreateTrainingJob', ...Object.keys(REQUEST_SHAPES)];
    expect(ALL.filter(isServed).sort()).toEqual(served.sort());
    for (const name of ['toString', '__proto__', 'constructor', '', 'createTrainingJob'])
      expect(isServed(name)).toBe(false);
  });

  it('names only operations that there are', () => {
    const classed = ALL.filter((name) => !isServed(name) && classOf(name) !== 'unknown');
    // CreateTrainingSession is newer than the SDK.
    expect(classed).toHaveLength(STARTING + DESCRIBING - (ALL.includes('CreateTrainingSession') ? 0 : 1));
  });

  it('knows whatever begins like something that starts compute, or says why it is harmless', () => {
    const starting = ALL.filter((name) =>
      /^(?:Create\w+Job|Start\w+|Create\w*(?:Cluster|Endpoint|Plan|Instance))$/.test(name),
    );
    const unknown = starting.filter((name) => !isServed(name) && classOf(name) === 'unknown');
    expect(unknown.sort()).toEqual([...HARMLESS].sort());
  });
});

const STARTING = 44;
const DESCRIBING = 17;
/** They export a document, roll out software to devices, look at health, or open a shell in what runs already. */
const HARMLESS = [
  'CreateEdgeDeploymentPlan',
  'CreateModelCardExportJob',
  'StartClusterHealthCheck',
  'StartEdgeDeploymentStage',
  'StartSession',
];

describe('a request on a job that exists', () => {
  const received = (operation: keyof typeof REQUEST_SHAPES, body: unknown) =>
    receiveRequest(operation, Buffer.from(JSON.stringify(body)));
  const ARN = 'arn:aws:sagemaker:eu-west-1:111122223333:training-job/a';

  it.each([
    ['DescribeTrainingJob', { TrainingJobName: 'a' }],
    ['ListTrainingJobs', {}],
    ['ListTrainingJobs', { MaxResults: 100, CreationTimeAfter: 1.5, SortBy: 'Name', NextToken: '' }],
    ['UpdateTrainingJob', { TrainingJobName: 'a', ResourceConfig: { KeepAlivePeriodInSeconds: 0 } }],
    ['AddTags', { ResourceArn: ARN, Tags: [{ Key: 'a', Value: '' }] }],
    ['DeleteTags', { ResourceArn: ARN, TagKeys: ['a'] }],
    ['ListTags', { ResourceArn: ARN, MaxResults: 50 }],
  ] as const)('%s takes %j', (operation, body) => {
    expect(received(operation, body)).toEqual({ ok: true, value: body });
  });

  it.each([
    [
      'DescribeTrainingJob',
      {},
      "Value null at 'trainingJobName' failed to satisfy constraint: Member must not be null",
    ],
    ['DescribeTrainingJob', { TrainingJobName: 'a', More: 1 }, 'More'],
    ['ListTrainingJobs', { MaxResults: 101 }, 'less than or equal to 100'],
    ['ListTrainingJobs', { SortBy: 'Age' }, 'Member must satisfy enum value set: [Name, CreationTime, Status]'],
    ['AddTags', { ResourceArn: ARN, Tags: [{ Key: 'a' }] }, "'tags.1.member.value'"],
    ['DeleteTags', { ResourceArn: ARN, TagKeys: [] }, 'tagKeys'],
    ['ListTags', { ResourceArn: 'no arn' }, 'resourceArn'],
  ] as const)('%s refuses %j', (operation, body, words) => {
    const answer = received(operation, body);
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
    expect(answer.ok ? '' : answer.error.detail).toContain(words);
  });

  it('refuses a name that comes twice', () => {
    const body = Buffer.from('{"TrainingJobName":"a","TrainingJobName":"b"}');
    expect(receiveRequest('StopTrainingJob', body)).toMatchObject({ ok: false, error: { code: 'invalid-json' } });
  });
});
