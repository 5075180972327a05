// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how policies write it.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { casesCheck } from '../../cli/policies/cases.ts';
import { explain } from '../../cli/policies/explanation.ts';
import { readsOf } from '../../cli/policies/reads.ts';
import { runCases } from '../../cli/policies/run-cases.ts';
import { subjectOf } from '../../gateway/flows/assess.ts';
import { evaluate } from '../../gateway/rules/evaluate.ts';
import { expression } from '../../gateway/rules/expression/rule.ts';
import type { Subject } from '../../gateway/rules/rule.ts';
import type { Json } from '../../gateway/shared/json.ts';
import { exampleRequest, examples, sampleBundle } from '../support/examples.ts';
import { bundleOf, judged, NOW, principalIn } from '../support/judging.ts';
import { subject } from '../support/subject.ts';

describe('an explanation', () => {
  it.each(examples)('of $file has what evaluate has, in its order', ({ file, as }) => {
    const one = judged(sampleBundle, principalIn(sampleBundle, as), exampleRequest(file));
    const explanations = explain(one);
    const whole = evaluate(sampleBundle.bindings, subjectOf(one.context, one.prepared), one.context.waivers);
    expect(explanations.flatMap(({ found }) => found)).toEqual(whole.violations);
    expect(explanations.map(({ policy, rule }) => [policy, rule])).toEqual(
      sampleBundle.bindings.map(({ policy, rule }) => [policy, rule]),
    );
    expect(explanations.filter(({ passedOver, found }) => passedOver !== null && found.length > 0)).toEqual([]);
  });

  const FILES = {
    'organization.yaml': `name: Example
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams:
  - { id: vision, department: research, trainingRoles: ['arn:aws:iam::111122223333:role/training-vision'] }
  - { id: language, department: research }
people:
  - { id: ada@example.com, name: Ada, team: vision, groups: [leads] }
  - { id: chen@example.com, name: Chen, team: language }
principals: []
`,
    'quotas.yaml': 'quotas: []\n',
    'caps.yaml': `policy: caps
description: One instance.
owner: ml@example.com
bindings:
  - { rule: instance-caps, enforcement: deny, params: { maxInstances: 1 } }
  - { rule: instance-caps, enforcement: deny, name: language, match: { teams: [language] }, params: { maxInstances: 1 } }
  - { rule: instance-caps, enforcement: deny, match: { teams: [vision], tags: { Environment: [prod] } }, params: { maxInstances: 1 } }
  - { rule: instance-caps, enforcement: deny, except: { groups: [leads] }, params: { maxInstances: 1 } }
`,
    'waivers.yaml': `waivers:${[
      'in-force ada 4 2027-01-01',
      'second ada 4 2027-01-01',
      'over ada 4 2026-01-01',
      'small ada 1 2027-01-01',
      'theirs chen 4 2027-01-01',
      'of-another-binding ada 4 2027-01-01 language',
    ]
      .map((line) => line.split(' '))
      .map(
        ([id, who, most, day, binding]) => `
  - waiver: ${id}
    policy: caps
    rule: instance-caps${binding === undefined ? '' : `\n    binding: ${binding}`}
    for: { people: [${who}@example.com] }
    within: [{ rule: instance-caps, params: { maxInstances: ${most} } }]
    owner: ml@example.com
    reason: A trial.
    ticket: ML-1
    expires: ${day}T00:00:00Z
    maxUses: 3`,
      )
      .join('')}
`,
  };
  const bundle = bundleOf(FILES);
  const request = { ...exampleRequest('compliant.json'), RoleArn: 'arn:aws:iam::111122223333:role/training-vision' };
  const explained = explain(
    judged(
      bundle,
      principalIn(bundle, 'ada@example.com'),
      { ...request, ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 2, VolumeSizeInGB: 1 } },
      { at: NOW },
    ),
  ).filter(({ policy }) => policy === 'caps');

  it('has no end of a waiver in a case that says when it is sent', () => {
    const check = casesCheck(bundle.organization as unknown as Json);
    const caseAt = (name: string, at: string, verdict: string) => ({
      ...{ name, as: 'ada@example.com', at, expect: { verdict } },
      request: { ...request, ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 2, VolumeSizeInGB: 1 } },
    });
    const cases = [
      caseAt('in its time', '2026-12-31T23:59:59Z', 'allow'),
      caseAt('after it', '2027-01-01T00:00:00Z', 'deny'),
    ];
    const checked = check('cases/x.yaml', JSON.stringify({ cases }));
    const [results] = runCases(bundle, checked.ok ? [checked.value] : [], NOW);
    expect(results?.results.map(({ failures }) => failures)).toEqual([[], []]);
  });

  it('says why a binding is not for a request', () => {
    expect(explained.map(({ passedOver }) => passedOver)).toEqual([
      null,
      'match teams [language]: the team is vision',
      'match tag Environment [prod]: the tag Environment is dev',
      'except groups [leads]: the person is in leads',
    ]);
  });

  it('says of each waiver what became of it', () => {
    expect(explained[0]?.waivers.map(({ waiver, state, beyond }) => [waiver, state, beyond.length])).toEqual([
      ['in-force', 'lifts', 0],
      ['second', 'not needed', 0],
      ['over', 'expired', 0],
      ['small', 'beyond its bound', 1],
      ['theirs', 'for others', 0],
    ]);
    expect(explained[0]?.found).toMatchObject([{ waiver: 'in-force' }]);
  });
});

describe('reads of a subject', () => {
  beforeAll(() => expression.load());

  const secret = subject({
    workload: {
      environment: { value: { TOKEN: 'hunter2' }, path: '/Environment' },
      hyperparameters: { value: { key: 'hunter2' }, path: '/HyperParameters' },
      tags: { value: [{ key: 'a', value: 'b', path: '/Tags/0' }], path: '/Tags' },
    },
    request: { Environment: { TOKEN: 'hunter2' }, HyperParameters: { key: 'hunter2' }, Tags: [] },
  });

  it.each<[string, (each: Subject) => unknown, readonly (readonly [string, Json])[]]>([
    [
      'a value that knows its place',
      ({ workload }) => workload.tags.path + workload.maxWaitSeconds.value,
      [['workload.maxWaitSeconds', null]],
    ],
    [
      'an item of a list, once',
      ({ workload }) => workload.tags.value.filter(({ key }) => key.length < 9 && key === 'a').length,
      [['workload.tags[0].key', 'a']],
    ],
    ['the value of a tag', ({ workload }) => workload.tags.value[0]?.value, [['workload.tags[0].value', 'b']]],
    ['an empty list', ({ request }) => request.Tags, [['request.Tags', []]]],
    ['nothing of what is not there', ({ request }) => request.Other, []],
    [
      'an environment variable',
      ({ workload }) => workload.environment.value.TOKEN,
      [['workload.environment.TOKEN', '***']],
    ],
    [
      'all environment variables',
      ({ workload }) => Object.entries(workload.environment.value),
      [['workload.environment.TOKEN', '***']],
    ],
    [
      'a hyperparameter',
      ({ workload }) => ({ ...workload.hyperparameters.value }),
      [['workload.hyperparameters.key', '***']],
    ],
    [
      'the request as text',
      ({ request }) => JSON.stringify(request),
      [
        ['request.Environment.TOKEN', '***'],
        ['request.HyperParameters.key', '***'],
        ['request.Tags', []],
      ],
    ],
    [
      'what was read before a failure',
      ({ team }) => {
        if (team.id) throw new Error('no');
      },
      [['team.id', 'vision']],
    ],
  ])('%s', (_name, work, expected) => {
    expect(readsOf(secret, work).map(({ path, value }) => [path, value])).toEqual(expected);
  });

  it.each<[string, string, string, readonly (readonly [string, Json])[]]>([
    ['a member', 'workload.maxRuntimeSeconds.value < 9', '', [['workload.maxRuntimeSeconds', 3600]]],
    ['a total', 'workload.totalGpus < 1', '', [['workload.totalGpus', 1]]],
    ['a fact', 'workload.groups.all(g, g.gpus < 1)', '', [['workload.groups[0].gpus', 1]]],
    [
      'what a sentence names',
      'has(workload.tags.value[0].key) && false',
      '${workload.tags.value[0].value}',
      [
        ['workload.tags[0].key', 'a'],
        ['workload.tags[0].value', 'b'],
      ],
    ],
    ['a secret', "workload.environment.value.TOKEN == 'x'", '', [['workload.environment.TOKEN', '***']]],
    [
      'nothing of what it leaves out',
      'principal.team != team.id',
      '',
      [
        ['principal.team', 'vision'],
        ['team.id', 'vision'],
      ],
    ],
  ])('by an expression: %s', (_name, text, message, expected) => {
    const check = expression.check({ expression: text, message: message || 'm', remedy: 'r' });
    expect(readsOf(secret, check).map(({ path, value }) => [path, value])).toEqual(expected);
  });

  it('leave the subject as it was, frozen or not', () => {
    const before = structuredClone(secret);
    readsOf(Object.freeze(secret), ({ workload }) => workload.tags.value.map(({ value }) => value));
    expect(secret).toEqual(before);
  });
});
