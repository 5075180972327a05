import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { bundleOf, judged, principalIn } from '../support/judging.ts';
import { trainingJob } from '../support/training-job.ts';

const ORGANIZATION = `
name: Example Corp
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams:
  - id: vision
    department: research
    trainingRoles: [arn:aws:iam::111122223333:role/training-vision]
    values: { keys: [alias/vision], subnets: [subnet-1], groups: [sg-1] }
people: [{ id: ada@example.com, name: Ada, team: vision, groups: [leads] }]
principals: []
`;
const policy = (bindings: string) => `
policy: rules
description: Rules.
owner: owner@example.com
bindings: ${bindings}
`;

/** What is made of a request where these defaults or overrides and these bindings are in force. */
function judge(settings: string, bindings: string, changes: Readonly<Record<string, unknown>> = {}) {
  const compiled = bundleOf({
    'organization.yaml': ORGANIZATION,
    'quotas.yaml': 'quotas: []',
    'rules.yaml': policy(bindings),
  });
  // Put in afterwards: most that is refused here does not compile.
  const bundle = { ...compiled, organization: { ...compiled.organization, ...parse(settings) } };
  const { decision, prepared, counted } = judged(bundle, principalIn(bundle, 'ada@example.com'), trainingJob(changes));
  const told = decision.violations.map(({ rule, enforcement, path }) => `${enforcement} ${rule} ${path}`);
  return { decision, request: prepared.request, told, counted };
}

const NO_RULES = '[{ rule: execution-role, enforcement: deny }]';

describe('completion', () => {
  it('makes a request pass that said nothing', () => {
    const settings =
      'defaults: { outputKey: { team: keys }, network: { subnets: { team: subnets }, securityGroups: { team: groups } } }';
    const rules =
      '[{ rule: kms, enforcement: deny, params: { outputKey: { required: true } } }, { rule: vpc, enforcement: deny, params: { required: true } }]';
    const { decision, request } = judge(settings, rules);
    expect(decision.verdict).toBe('allow');
    expect(decision.completed.map(({ path }) => path)).toEqual(['/VpcConfig', '/OutputDataConfig/KmsKeyId', '/Tags']);
    expect(request).toMatchObject({
      VpcConfig: { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      OutputDataConfig: { KmsKeyId: 'alias/vision' },
    });
  });

  it.each([
    ['deny', ''],
    ['hold', ', approvals: [{ group: leads }]'],
    ['warn', ''],
    ['audit', ''],
  ])('is withdrawn where a rule that %ss objects to it, and that is counted', (enforcement, approvals) => {
    const rules = `[{ rule: kms, enforcement: ${enforcement}${approvals}, params: { outputKey: { required: true, allowed: [alias/other] } } }]`;
    const { decision, request, told, counted } = judge(
      'defaults: { outputKey: alias/wrong, networkIsolation: true }',
      rules,
    );
    expect(told).toEqual([`${enforcement} kms /OutputDataConfig/KmsKeyId`]);
    expect(decision.violations[0]).toMatchObject({ observed: null, message: 'the job has no output key' });
    expect(request).toMatchObject({
      EnableNetworkIsolation: true,
      OutputDataConfig: { S3OutputPath: expect.any(String) },
    });
    expect(JSON.stringify(request)).not.toContain('alias/wrong');
    expect(counted).toEqual(['SettingRefused']);
  });

  it('is withdrawn also where it would have won: then the caller is judged by what the caller wrote', () => {
    const rules =
      '[{ rule: required-tags, enforcement: deny, params: { tags: [{ key: Environment, values: [dev] }] } }]';
    const { told, request } = judge('overrides: { tags: { Environment: prod } }', rules, {
      Tags: [{ Key: 'Environment', Value: 'dev' }],
    });
    expect(told).toEqual([]);
    expect(request.Tags).toContainEqual({ Key: 'Environment', Value: 'dev' });
  });

  it('is withdrawn where it is a tag that was added', () => {
    const rules =
      '[{ rule: required-tags, enforcement: deny, params: { tags: [{ key: Environment, values: [dev] }] } }]';
    const { told, request } = judge('defaults: { tags: { Environment: prod } }', rules, {
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    expect(told).toEqual(['deny required-tags /Tags']);
    expect(JSON.stringify(request.Tags)).not.toContain('prod');
  });

  it.each(['warn', 'audit'])(
    'stays where the organisation wins and a rule only %ss: no way around it',
    (enforcement) => {
      const rules = `[{ rule: kms, enforcement: ${enforcement}, params: { outputKey: { allowed: [alias/other] } } }]`;
      const { told, request, counted } = judge('overrides: { outputKey: alias/ours }', rules, {
        OutputDataConfig: { S3OutputPath: 's3://a/b', KmsKeyId: 'alias/theirs' },
      });
      expect(told).toEqual([`${enforcement} kms /OutputDataConfig/KmsKeyId`]);
      expect(request.OutputDataConfig).toMatchObject({ KmsKeyId: 'alias/ours' });
      expect(counted).toEqual([]);
    },
  );

  it('that wins and has no room is a refusal, not a way around it', () => {
    const Tags = Array.from({ length: 49 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
    const { told, decision } = judge('overrides: { tags: { Environment: prod } }', NO_RULES, { Tags });
    expect(told).toEqual(['deny override /Tags']);
    expect(decision.violations[0]?.message).toContain('`Environment`');
  });

  it('comes before members are held against each other', () => {
    const spot = { EnableManagedSpotTraining: true, StoppingCondition: { MaxWaitTimeInSeconds: 7200 } };
    expect(judge('defaults: { maxRuntimeSeconds: 3600 }', NO_RULES, spot).decision.verdict).toBe('allow');
    expect(() => judge('', NO_RULES, spot)).toThrow('must be present and be greater than or equal to');
  });

  it('reserves nothing where the compute cannot be counted', () => {
    const ResourceConfig = { InstanceType: 'ml.m5.large', InstanceCount: 0 };
    const { decision } = judge('', NO_RULES, { ResourceConfig });
    expect(decision).toMatchObject({ verdict: 'deny', needs: [] });
  });

  it('stays where a rule objects to something else', () => {
    const rules = '[{ rule: instance-caps, enforcement: deny, params: { maxInstances: 0 } }]';
    const { decision, counted } = judge('defaults: { outputKey: alias/a }', rules);
    expect(decision.completed.map(({ path }) => path)).toContain('/OutputDataConfig/KmsKeyId');
    expect(counted).toEqual([]);
  });
});

describe('a clamp', () => {
  const clamp = (enforcement: string, match = '') =>
    `[{ rule: max-runtime, enforcement: ${enforcement}, ${match} params: { maxSeconds: 60, whenLonger: clamp } }]`;

  it('changes the request with a warning and a patch', () => {
    const { decision, request, told } = judge('', clamp('deny'));
    expect(decision.verdict).toBe('allow');
    expect(told).toEqual(['warn max-runtime /StoppingCondition/MaxRuntimeInSeconds']);
    expect(decision.violations[0]).toMatchObject({ observed: 3600, limit: 60 });
    expect(decision.completed).toContainEqual({
      op: 'replace',
      path: '/StoppingCondition/MaxRuntimeInSeconds',
      value: 60,
    });
    expect(request.StoppingCondition).toEqual({ MaxRuntimeInSeconds: 60 });
  });

  it('comes after completion, on a default too, and both are told; it is told before what else was found', () => {
    const rules = `[{ rule: vpc, enforcement: warn, params: { required: true } },
      { rule: max-runtime, enforcement: deny, params: { required: true, maxSeconds: 60, whenLonger: clamp } }]`;
    const settings = 'defaults: { maxRuntimeSeconds: 3600, outputKey: alias/a }';
    const { decision, request, told, counted } = judge(settings, rules, { StoppingCondition: undefined });
    expect(told).toEqual(['warn max-runtime /StoppingCondition/MaxRuntimeInSeconds', 'warn vpc /VpcConfig']);
    expect(decision.completed.map(({ path }) => path)).toEqual([
      '/OutputDataConfig/KmsKeyId',
      '/StoppingCondition',
      '/Tags',
      '/StoppingCondition/MaxRuntimeInSeconds',
    ]);
    expect(request.StoppingCondition).toEqual({ MaxRuntimeInSeconds: 60 });
    expect(counted).toEqual([]);
  });

  it('sets a time where there is none', () => {
    const { decision, request } = judge('', clamp('deny'), { StoppingCondition: undefined });
    expect(decision.verdict).toBe('allow');
    expect(request.StoppingCondition).toEqual({ MaxRuntimeInSeconds: 60 });
  });

  it.each(['warn', 'audit'])('changes nothing where the binding only %ss', (enforcement) => {
    const { decision, request, told } = judge('', clamp(enforcement));
    expect(told).toEqual([`${enforcement} max-runtime /StoppingCondition/MaxRuntimeInSeconds`]);
    expect(request.StoppingCondition).toEqual({ MaxRuntimeInSeconds: 3600 });
    expect(decision.verdict).toBe('allow');
  });

  it('is judged again: two policies that clamp end at the shorter time, one that refuses still refuses', () => {
    const clamps = (...limits: number[]) =>
      `[${limits.map((limit) => `{ rule: max-runtime, enforcement: deny, params: { maxSeconds: ${limit}, whenLonger: clamp } }`)}]`;
    for (const limits of [
      [60, 30],
      [30, 60],
    ]) {
      const { decision, request } = judge('', clamps(...limits));
      expect([decision.verdict, request.StoppingCondition]).toEqual(['allow', { MaxRuntimeInSeconds: 30 }]);
    }
    const refusing = `[{ rule: max-runtime, enforcement: deny, params: { maxSeconds: 60, whenLonger: clamp } },
      { rule: max-runtime, enforcement: deny, params: { maxSeconds: 30 } }]`;
    expect(judge('', refusing).decision.verdict).toBe('deny');
  });
});

describe('a serverless job', () => {
  const job = {
    ServerlessJobConfig: {
      BaseModelArn: 'arn:aws:sagemaker:eu-west-1:aws:hub-content/Hub/Model/a',
      JobType: 'FineTuning',
    },
    AlgorithmSpecification: undefined,
    ResourceConfig: undefined,
  };
  const allowing = (match: string) =>
    `[{ rule: instance-caps, enforcement: deny, ${match} params: { allowedTypes: [ml.m5.*, serverless] } }]`;

  it.each<[string, string, readonly string[]]>([
    ['no policy names it', '[{ rule: execution-role, enforcement: deny }]', ['deny workload /ServerlessJobConfig']],
    ['a policy for the team names it', allowing('match: { teams: [vision] },'), []],
    [
      'a policy that only warns names it',
      '[{ rule: instance-caps, enforcement: warn, params: { allowedTypes: [serverless] } }]',
      ['deny workload /ServerlessJobConfig'],
    ],
    ['a policy for others names it', allowing('except: { teams: [vision] },'), ['deny workload /ServerlessJobConfig']],
  ])('where %s', (_name, bindings, expected) => {
    const { told, decision } = judge('', bindings, job);
    expect(told).toEqual(expected);
    const counted = decision.needs
      .filter(({ scope }) => scope === 'org')
      .map(({ dimension, amount }) => [dimension, amount]);
    expect(counted).toEqual([
      ['jobs', 1],
      ['instances', 1],
      ['family:serverless', 1],
      ['type:serverless', 1],
      ['instanceSeconds', 3600],
    ]);
  });
});

describe('a warm pool', () => {
  const pool = (seconds: number) => ({
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 2, KeepAlivePeriodInSeconds: seconds },
  });
  const allowing = (seconds: number, match = '', enforcement = 'deny') =>
    `[{ rule: max-runtime, enforcement: ${enforcement}, ${match} params: { maxKeepAliveSeconds: ${seconds} } }]`;
  const BUILT_IN = 'deny workload /ResourceConfig/KeepAlivePeriodInSeconds';

  it.each<[string, string, readonly string[]]>([
    ['no policy names it', NO_RULES, [BUILT_IN]],
    [
      'a policy limits the runtime alone',
      '[{ rule: max-runtime, enforcement: deny, params: { required: true } }]',
      [BUILT_IN],
    ],
    ['a policy for the team names it', allowing(60, 'match: { teams: [vision] },'), []],
    ['a policy that only warns names it', allowing(60, '', 'warn'), [BUILT_IN]],
    ['a policy for others names it', allowing(60, 'except: { teams: [vision] },'), [BUILT_IN]],
    ['a policy allows a shorter one', allowing(59), ['deny max-runtime /ResourceConfig/KeepAlivePeriodInSeconds']],
    ['a policy allows none', allowing(0), ['deny max-runtime /ResourceConfig/KeepAlivePeriodInSeconds']],
  ])('where %s', (_name, bindings, expected) => {
    const { told, decision } = judge('', bindings, pool(60));
    expect(told).toEqual(expected);
    expect(decision.verdict).toBe(expected.length === 0 ? 'allow' : 'deny');
  });

  it('of no time is none', () => {
    expect(judge('', NO_RULES, pool(0)).told).toEqual([]);
  });

  it('is cut short where a policy clamps', () => {
    const clamp =
      '[{ rule: max-runtime, enforcement: deny, params: { maxSeconds: 86400, maxKeepAliveSeconds: 30, whenLonger: clamp } }]';
    const { decision, request, told } = judge('', clamp, pool(60));
    expect(decision.verdict).toBe('allow');
    expect(told).toEqual(['warn max-runtime /ResourceConfig/KeepAlivePeriodInSeconds']);
    expect(request.ResourceConfig).toMatchObject({ KeepAlivePeriodInSeconds: 30 });
  });

  it('is reserved with the job', () => {
    const seconds = (keepAlive: number) =>
      judge('', allowing(3600), pool(keepAlive)).decision.needs.find(
        ({ scope, dimension }) => scope === 'org' && dimension === 'instanceSeconds',
      )?.amount;
    expect([seconds(0), seconds(60)]).toEqual([2 * 3600, 2 * (3600 + 60)]);
  });
});
