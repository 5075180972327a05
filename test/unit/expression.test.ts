// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how policies write it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { isProtectedTag } from '../../gateway/bundle/protected-tags.ts';
import { evaluate } from '../../gateway/rules/evaluate.ts';
import { expression } from '../../gateway/rules/expression/rule.ts';
import { TYPES } from '../../gateway/rules/expression/types.ts';
import type { Subject } from '../../gateway/rules/rule.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import { requestTypes } from '../../scripts/generate-request-types.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { flawsOf, others, policyOf, WORDS } from '../support/expression.ts';
import { bundleOf, judged, principalIn } from '../support/judging.ts';
import { subject } from '../support/subject.ts';
import { trainingJob } from '../support/training-job.ts';

/** What a rule with these params makes of a subject. */
function evaluated(params: JsonObject, judgedSubject: Subject = subject()) {
  const binding = {
    policy: 'own',
    rule: 'expression',
    check: expression.check({ ...WORDS, ...params }),
    enforcement: 'warn' as const,
    match: null,
    except: null,
    waivable: true,
    link: null,
    owner: null,
  };
  return evaluate([binding], judgedSubject);
}

const DENIED = [{ enforcement: 'deny', message: 'the rule failed on this request, so it is denied' }];
const SECRET = 'hunter2-hunter2';

describe('an expression that fails on a request denies it, and tells nothing of it', () => {
  const environment = { value: { TOKEN: SECRET }, path: '/Environment' };
  it.each<[string, JsonObject, string]>([
    [
      'an absent member',
      { expression: "workload.environment.value['OTHER'] == ''" },
      '`expression` failed at character 1: no_such_key',
    ],
    [
      'a number that is none',
      { expression: 'int(workload.environment.value.TOKEN) > 0' },
      '`expression` failed at character 1: invalid_conversion',
    ],
    [
      'no overload',
      { expression: 'dyn(workload.environment.value.TOKEN) > 1' },
      '`expression` failed at character 1: no_such_overload',
    ],
    [
      'an index',
      { expression: "workload.groups[9].type == ''" },
      '`expression` failed at character 1: index_out_of_bounds',
    ],
    [
      'a division',
      { expression: '1 / (workload.totalGpus - 1) > 0' },
      '`expression` failed at character 1: division_by_zero',
    ],
    [
      'an overflow',
      { expression: 'workload.totalGpus + 9007199254740991 > 0' },
      '`expression` failed at character 1: overflow',
    ],
    [
      'in a template',
      { expression: 'false', message: 'x ${workload.environment.value.TOKEN.substring(99)}' },
      '`message` failed at character 5: index_out_of_bounds',
    ],
    [
      'in a fix',
      { expression: 'false', fix: [{ path: '/${workload.groups[9].path}', value: '1' }] },
      '`fix` failed at character 4: index_out_of_bounds',
    ],
  ])('%s', (_name, params, told) => {
    const { violations, faults } = evaluated(params, subject({ workload: { environment } }));
    expect(violations).toMatchObject(DENIED);
    expect(faults.map(({ cause }) => (cause as Error).message)).toEqual([told]);
    const [cause] = faults.map((fault) => fault.cause as Error);
    expect(JSON.stringify(violations) + cause?.message + cause?.stack + String(cause?.cause)).not.toContain(SECRET);
  });

  it('counts as a fault of the gateway, whatever the enforcement', () => {
    const bundle = bundleOf({
      ...others,
      'own.yaml': policyOf({ ...WORDS, expression: 'workload.groups[9].count > 1' }, 'audit'),
    });
    const { decision, counted } = judged(bundle, principalIn(bundle, 'ada@example.com'), trainingJob());
    expect(decision.verdict).toBe('deny');
    expect(counted).toHaveLength(1);
  });
});

describe('values of the environment and the hyperparameters are masked in what it tells', () => {
  const value = { TOKEN: SECRET, LONGER: `${SECRET}-2`, FLAG: 'true' };
  const request = { Environment: value, HyperParameters: value };
  const holding = subject({
    workload: { environment: { value, path: '/Environment' }, hyperparameters: { value, path: '/HyperParameters' } },
    request,
  });
  it.each<[string, JsonObject, JsonObject]>([
    ['a message', { message: "is ${request.HyperParameters['TOKEN']}" }, { message: 'is ***' }],
    [
      'a message that holds two',
      { message: '${request.Environment.LONGER} ${request.Environment.TOKEN}' },
      { message: '*** ***' },
    ],
    ['a word', { message: '${request.Environment.FLAG}' }, { message: 'true' }],
    ['a remedy', { remedy: 'not `${workload.environment.value.TOKEN}`' }, { remedy: 'not `***`' }],
    ['a map', { observed: 'request.HyperParameters' }, { observed: { TOKEN: '***', LONGER: '***', FLAG: 'true' } }],
    ['lists', { observed: '[[workload.hyperparameters.value.TOKEN], [1]]' }, { observed: [['***'], [1]] }],
    ['a limit', { limit: "'x' + request.Environment.TOKEN" }, { limit: 'x***' }],
  ])('%s', (_name, params, told) => {
    expect(evaluated({ expression: 'false', ...params }, holding).violations).toMatchObject([told]);
  });
});

const tags = (length: number) => ({
  value: Array.from({ length }, (_, i) => ({ key: `k${i}`, value: `v${i}`, path: `/Tags/${i}` })),
  path: '/Tags',
});

/** Nests a body in as many loops over the tags. */
const nested = (loops: number, body: string, macro = 'all') =>
  Array.from({ length: loops }).reduce<string>((inner, _, i) => `workload.tags.value.${macro}(t${i}, ${inner})`, body);

describe('what would take long is stopped by its budget', () => {
  const many = subject({
    workload: {
      tags: tags(50),
      name: { value: 'a'.repeat(60_000), path: '/TrainingJobName' },
      hyperparameters: { value: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, ''])), path: '' },
    },
  });

  it.each([
    ['nested loops', nested(4, "t0.key != ''")],
    ['nested loops that absorb errors', nested(4, "workload.groups[9].type == t0.key || t1.key == 'x'", 'exists')],
    ['a million steps', nested(3, "t0.key != '' && t1.key != '' && t2.key != ''")],
    ['loops behind an error', `workload.groups[9].count > 0 || ${nested(4, "t0.key != ''")}`],
    ['an item a loop', `${nested(4, 't0', 'map')}.size() > 0`],
    ['texts that double', `[workload.name.value]${'.map(a, a + a)'.repeat(30)}[0].contains('b')`],
    ['lists that double', `[workload.tags.value]${'.map(a, a + a)'.repeat(30)}.size() > 5`],
    ['lists in lists', `[[1]]${'.map(a, [a, a])'.repeat(30)} == [[1]]${'.map(a, [a, a])'.repeat(30)}`],
    ['a text gone over again and again', nested(2, "workload.name.value.contains('b')", 'exists')],
    ['a long text in a longer', "workload.name.value.contains('b' + workload.name.value.substring(0, 30000))"],
    ['a pattern over a long text', "workload.name.value.matches('^(a+)+$')"],
    ['a long text compared again and again', nested(2, "workload.name.value < '😀'")],
    ['a large map counted again and again', nested(2, 'size(workload.hyperparameters.value) == 100')],
    ['a plain pattern that counts', `workload.name.value.substring(0, 40000).matches('^a*${'a{999}'.repeat(11)}b$')`],
    ['a pattern with a large program', "workload.name.value.matches('(a{1,30}){1,30}b')"],
  ])('%s', (_name, text) => {
    expect(flawsOf({ expression: text })).toEqual([]);
    const { violations, faults } = evaluated({ expression: text }, many);
    expect(violations).toMatchObject(DENIED);
    expect(faults.map(({ cause }) => (cause as Error).message)).toEqual([
      '`expression` costs more than an expression may: over_budget',
    ]);
  });

  it('in the values that it tells, too', () => {
    const observed = `[[1]]${'.map(a, [a, a])'.repeat(30)}`;
    const { faults } = evaluated({ expression: 'false', observed }, many);
    expect(faults.map(({ cause }) => (cause as Error).message)).toEqual([
      '`observed` costs more than an expression may: over_budget',
    ]);
  });

  it('and is a matter of milliseconds until then', () => {
    const check = expression.check({ ...WORDS, expression: "workload.name.value.matches('^(a+)+$')" });
    const text = subject({ workload: { name: { value: `${'a'.repeat(5000)}!`, path: '' } } });
    // Once to warm up: RE2's first match compiles.
    check(text);
    expect(cpuMs(() => check(text))).toBeLessThan(50);
    const loops = expression.check({ ...WORDS, expression: nested(4, "t0.key != ''") });
    expect(cpuMs(() => expect(() => loops(many)).toThrow('over_budget'))).toBeLessThan(50);
  });

  it('but not what policies need: every pair of fifty tags', () => {
    const text = 'workload.tags.value.all(t, workload.tags.value.exists_one(u, u.key == t.key))';
    expect(evaluated({ expression: text }, many)).toEqual({ violations: [], faults: [] });
  });
});

describe('texts are sequences of code points, which the implementation that the property test compares with forgets', () => {
  it.each([
    ["'ｚ' < '𝒳' && '𝒳' > 'ｚ' && '𝒳a' > '𝒳' && 'a𝒳' > 'aｚ'"],
    ["size('ä𝒳') == 2 && 'a𝒳b'.indexOf('b') == 2 && 'a𝒳b'.lastIndexOf('𝒳') == 1"],
    ["'a𝒳b'.substring(1, 2) == '𝒳' && 'a𝒳'.split('') == ['a', '𝒳']"],
  ])('%s', (text) => {
    expect(evaluated({ expression: text })).toEqual({ violations: [], faults: [] });
  });
});

describe('GPUs of a job are told only where all of them are known', () => {
  const [group] = subject().workload.groups;
  const groups = (...types: string[]) =>
    subject({ workload: { groups: types.flatMap((type) => (group ? [{ ...group, type, count: 2 }] : [])) } });
  it.each([
    ['they are known', groups('ml.g5.12xlarge', 'ml.m5.large'), [], []],
    ['one type is not', groups('ml.m5.large', 'ml.z9.large'), DENIED, ['no_such_key']],
    ['SageMaker picks the type', groups('serverless'), DENIED, ['no_such_key']],
  ])('%s', (_name, judgedSubject, violations, faults) => {
    const found = evaluated({ expression: 'workload.totalGpus <= 8' }, judgedSubject);
    expect(found.violations).toMatchObject(violations);
    expect(found.faults.map(({ cause }) => (cause as Error).message.split(': ')[1])).toEqual(faults);
  });
});

describe('a key in a pointer is one step of it', () => {
  const hyperparameters = (key: string) =>
    subject({ workload: { hyperparameters: { value: { [key]: '' }, path: '/HyperParameters' } } });
  const params = {
    each: 'workload.hyperparameters.value.map(k, k)',
    expression: 'false',
    path: '${workload.hyperparameters.path}/${item}',
    fix: [{ path: '/HyperParameters/${item}', value: 'null' }],
  };

  it.each([
    ['plain', '/HyperParameters/plain'],
    ['a/b', '/HyperParameters/a~1b'],
    ['a~1b', '/HyperParameters/a~01b'],
    ['/a', '/HyperParameters/~1a'],
    ['', '/HyperParameters/'],
  ])('%j', (key, path) => {
    const { violations } = evaluated(params, hyperparameters(key));
    expect(violations).toMatchObject([{ path, fix: [{ path, value: null }] }]);
  });

  it('and stays what it is in a sentence', () => {
    const { violations } = evaluated({ ...params, message: 'no ${item}' }, hyperparameters('a/b'));
    expect(violations).toMatchObject([{ message: 'no a/b' }]);
  });
});

describe('what it tells beside', () => {
  it.each<[string, JsonObject, readonly string[]]>([
    ['what it is about', { expression: 'true', about: 'Jobs run on **spot**' }, ['Jobs run on **spot**']],
    ['else the expression', { expression: 'workload.totalGpus <= 8' }, ['`workload.totalGpus <= 8`']],
    ['on one line', { expression: 'true\n  && false\n' }, ['`true && false`']],
    [
      'with the list',
      { each: 'workload.data', expression: 'item.uri != team.id' },
      ['for each `item` of `workload.data`: `item.uri != team.id`'],
    ],
    ['with backticks in it', { expression: "team.id != '`'" }, ["`` team.id != '`' ``"]],
  ])('%s', (_name, params, sentences) => {
    expect(expression.sentences({ ...WORDS, ...params }, null)).toEqual(sentences);
  });

  it.each([
    ['none', "workload.name.value == 'CostCenter' && workload.tags.path != ''", []],
    ['a key', "workload.tags.value.exists(t, t.key == 'A' && t.value in ['a'])", ['A']],
    ['a key of the request', "request.Tags.exists(t, t.Value != 'x' && 'A' == t.Key)", ['A']],
    ['keys', "workload.tags.value.filter(t, t.key in ['A', 'B']).size() > 1", ['A', 'B']],
    ['one of two', "workload.tags.value.map(t, t.key == 'A' || t.key == 'B', t.value) == []", ['A', 'B']],
    ['a key that has to pass', "workload.tags.value.all(t, t.key != 'A' || t.value == 'x')", ['A']],
    ['keys that have to pass', "workload.tags.value.all(t, !(t.key in ['A']) && t.key != 'B')", ['A', 'B']],
    ['a key in other letters', "workload.tags.value.exists(t, t.key.lowerAscii() == 'a')", ['*']],
    ['a key from elsewhere', 'team.values.keys.all(k, workload.tags.value.exists(t, t.key == k))', ['*']],
    ['the beginning of a key', "workload.tags.value.exists(t, t.key.startsWith('A'))", ['*']],
    ['a key that is made', "workload.tags.value.exists(t, t.key == 'A' + 'B')", ['*']],
    ['keys that are made', "workload.tags.value.exists(t, t.key in ['A', team.id])", ['*']],
    ['any value', "workload.tags.value.all(t, t.value != 'x')", ['*']],
    ['a key, or any value', "workload.tags.value.exists(t, t.key == 'A' || t.value == 'x')", ['*']],
    ['all but a key', "workload.tags.value.exists(t, t.key != 'A')", ['*']],
    ['a key that all have', "workload.tags.value.all(t, t.key == 'A')", ['*']],
    ['how many', 'size(workload.tags.value) > 1', ['*']],
    ['a list of keys', "'A' in workload.tags.value.map(t, t.key)", ['*']],
    ['tags inside', "workload.tags.value.exists(t, t.key == 'A' && size(request.Tags) > 1)", ['A', '*']],
    ['by a name in quotes', "request['Tags'] == []", ['*']],
    ['by another name', '[request].exists(r, r == request)', ['*']],
  ])('the keys of tags that decide: %s', (_name, text, keys) => {
    expect(expression.tagKeys({ ...WORDS, expression: text })).toEqual(keys);
    expect(expression.tagKeys({ ...WORDS, expression: 'true', each: text })).toEqual(keys);
    expect(expression.tagKeys({ ...WORDS, expression: 'true', observed: text })).toEqual([]);
  });
});

it.each([
  ['their keys', "workload.tags.value.exists(t, t.key == 'A')", true, false],
  ['any', "workload.tags.value.all(t, t.value != 'x')", true, true],
])('tags that a bundle protects: %s', (_name, text, isOne, isOther) => {
  const { protectedTags } = bundleOf({ ...others, 'own.yaml': policyOf({ ...WORDS, expression: text }) });
  expect(['A', 'Other'].map((key) => isProtectedTag(protectedTags, 'vision', key))).toEqual([isOne, isOther]);
});

describe('types', () => {
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../gateway/actions/create-training-job/schema.json'), 'utf8'),
  );

  it('of requests are all there, and none is named like one of the workload', () => {
    const own = Object.keys(TYPES).filter((name) => !Object.hasOwn(requestTypes(schema), name));
    expect(Object.keys(TYPES)).toHaveLength(own.length + Object.keys(requestTypes(schema)).length);
    expect(requestTypes(schema).ResourceConfig).toMatchObject({
      InstanceType: 'string',
      InstanceCount: 'int',
      InstanceGroups: 'list<InstanceGroup>',
    });
  });

  it('are of kinds that programs compute with', () => {
    const odd = { $defs: { A: { type: 'object', properties: { Rate: { type: 'number' } } } } };
    expect(() => requestTypes(odd)).toThrow('has a type that CEL expressions do not know: "number"');
  });
});

describe('the examples of its notes', () => {
  const notes = readFileSync(join(import.meta.dirname, '../../gateway/rules/expression/notes.md'), 'utf8');
  const examples = [...notes.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => parse(text).params);
  const [group] = subject().workload.groups;
  const groups = group ? [{ ...group, count: 4 }] : [];
  const team = { values: { buckets: ['vision'] } };
  const data = (uri: string) => [{ use: 'input' as const, uri, path: '/InputDataConfig/0' }];
  const principal = { groups: ['finance'] };
  const environment = (value: string) => ({ value: [{ key: 'Environment', value, path: '/Tags/0' }], path: '/Tags' });

  it.each<[string, Subject, string | null]>([
    ['few instances', subject(), null],
    ['no experiment', subject({ workload: { groups } }), 'the job runs on 4 instances and names no experiment'],
    [
      'no name of it',
      subject({ workload: { groups }, request: { ExperimentConfig: { TrialName: 'a' } } }),
      'the job runs on 4 instances and names no experiment',
    ],
    ['an experiment', subject({ workload: { groups }, request: { ExperimentConfig: { ExperimentName: 'a' } } }), null],
    ['a bucket of the team', subject({ team, workload: { data: data('s3://vision/a') } }), null],
    ['another bucket', subject({ team, workload: { data: data('s3://x/a') } }), 'the job reads from `s3://x/a`'],
    ['another group', subject(), null],
    ['finance in production', subject({ principal, workload: { tags: environment('prod') } }), null],
    [
      'finance elsewhere',
      subject({ principal, workload: { tags: environment('dev') } }),
      'jobs of finance are tagged as production',
    ],
    ['finance without a tag', subject({ principal }), 'jobs of finance are tagged as production'],
  ])('%s', (_name, judgedSubject, message) => {
    expect(examples).toHaveLength(3);
    expect(examples.flatMap(flawsOf)).toEqual([]);
    const found = examples.map((params) => evaluated(params, judgedSubject));
    expect(found.flatMap(({ faults }) => faults)).toEqual([]);
    expect(found.flatMap(({ violations }) => violations.map((each) => each.message))).toEqual(
      message === null ? [] : [message],
    );
  });
});
