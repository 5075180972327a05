import { describe, expect, it } from '@jest/globals';
import { FILES, POLICY, problemsIn, QUOTAS } from '../support/small-files.ts';

/** Problems as a person sees them, after one replacement in one of the files (or with another file). */
function problemsOf(file: string, from: string, to: string): readonly string[] {
  const text = (FILES as Record<string, string>)[file] ?? '';
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  return problemsIn({ ...FILES, [file]: text.replace(from, to) });
}

describe('a problem is told with its place', () => {
  it.each([
    [
      'unknown rule',
      '- rule: instance-caps',
      '- rule: instance-cap',
      'caps.yaml:5:11 `instance-cap` is not a rule: did you mean `instance-caps`?',
    ],
    [
      'unknown enforcement',
      'enforcement: deny',
      'enforcement: warm',
      'caps.yaml:6:18 `warm` is not an enforcement: did you mean `warn`?',
    ],
    [
      'hold',
      'enforcement: deny',
      'enforcement: hold',
      'caps.yaml:6:18 `hold` asks people: say in `approvals` whom, such as `[{ group: finance }]`',
    ],
    [
      'unknown team',
      '    params',
      '    match: { teams: [vision, languages] }\n    params',
      'caps.yaml:7:30 `languages` is not a team: did you mean `language`?',
    ],
    [
      'unknown group',
      '    params',
      '    except: { groups: [finance] }\n    params',
      'caps.yaml:7:24 `finance` is not a group that anyone is in: known are `leads`',
    ],
    [
      'unknown person',
      '    params',
      '    match: { people: [adam@example.com] }\n    params',
      'caps.yaml:7:23 `adam@example.com` is not a person: did you mean `ada@example.com`?',
    ],
    [
      'empty match',
      '    params',
      '    match: {}\n    params',
      'caps.yaml:7:12 `match` is empty: it needs at least one entry',
    ],
    ['blank match', '    params', '    match:\n    params', 'caps.yaml:7:11 `match` is empty: it must be a mapping'],
    [
      'unknown member',
      'owner: ml@example.com',
      'owner: ml@example.com\nlinks: https://x.example.com',
      'caps.yaml:4:1 `links` is not a member here: did you mean `link`?',
    ],
    [
      'unknown param',
      'maxGpus: 8',
      'maxGpu: 8',
      'caps.yaml:8:7 `maxGpu` is not a member here: did you mean `maxGpus`?',
    ],
    ['fractional param', 'maxGpus: 8', 'maxGpus: 1.5', 'caps.yaml:8:16 `maxGpus` is `1.5`: it must be a whole number'],
    ['negative param', 'maxGpus: 8', 'maxGpus: -1', 'caps.yaml:8:16 `maxGpus` is `-1`: it must be at least 0'],
    [
      'no params',
      '    params:\n      maxGpus: 8\n',
      '',
      'caps.yaml:5:5 `params` is empty: it needs at least one entry',
    ],
    [
      'type that is none',
      'maxGpus: 8',
      'allowedTypes: [ml.g5.*, ml.g55.*]',
      'caps.yaml:8:31 `ml.g55.*` matches no instance type that SageMaker trains on: write it as `ml.g5.*`, `ml.g5.xlarge` or `serverless`',
    ],
    [
      'family that is none',
      'maxGpus: 8',
      'families: { p4x: { maxGpus: 8 } }',
      'caps.yaml:8:19 `p4x` is not a family of instance types: did you mean `p4d`?',
    ],
    [
      'param of a family',
      'maxGpus: 8',
      'families: { p4d: { gpus: 8 } }',
      'caps.yaml:8:26 `gpus` is not a member here: known are `maxInstances`, `maxGpus`',
    ],
    [
      'other policy name',
      'policy: caps',
      'policy: cap',
      'caps.yaml:1:9 the policy is `cap`, but its file is `caps.yaml`: name both alike',
    ],
    ['missing member', 'owner: ml@example.com\n', '', 'caps.yaml:1:1 the file lacks the member `owner`: add it'],
    [
      'no bindings',
      POLICY.slice(POLICY.indexOf('bindings')),
      'bindings: []',
      'caps.yaml:4:11 `bindings` is empty: it needs at least one entry',
    ],
    [
      'duplicate key',
      'maxGpus: 8',
      'maxGpus: 8\n      maxGpus: 9',
      'caps.yaml:9:7 not readable as YAML: map keys must be unique',
    ],
    [
      'alias',
      'maxGpus: 8',
      'maxGpus: &n 8\n      maxInstances: *n',
      'caps.yaml:9:21 alias `*n` is not allowed: write its value out',
    ],
    [
      'tag that means something elsewhere',
      'maxGpus: 8',
      'maxGpus: !!js/function 8',
      'caps.yaml:8:16 not readable as YAML: unresolved tag: tag:yaml.org,2002:js/function',
    ],
    [
      'plain http',
      'owner: ml@example.com',
      'owner: ml@example.com\nlink: http://wiki.example.com',
      'caps.yaml:4:7 `http://wiki.example.com` is not an https address',
    ],
  ])('%s', (_name, from, to, expected) => {
    expect(problemsOf('caps.yaml', from, to)).toEqual([expected]);
  });

  const rule = (id: string, params: string) => `- rule: ${id}\n    enforcement: deny\n    params:\n      ${params}\n`;
  it.each([
    [
      'bad pattern',
      'required-tags',
      "tags: [{ key: Project, pattern: '[a-z' }]",
      'caps.yaml:8:39 `[a-z` is not a regular expression of RE2: ',
    ],
    [
      'pattern that is not linear',
      'required-tags',
      "tags: [{ key: Project, pattern: '(a)\\1' }]",
      'caps.yaml:8:39 `(a)\\1` is not a regular expression of RE2: ',
    ],
    [
      'list that no team has',
      'required-tags',
      'tags: [{ key: CostCenter, values: { team: costCentres } }]',
      'caps.yaml:8:49 `costCentres` is not a list that any team has: did you mean `costCenters`?',
    ],
    [
      'values that are no list',
      'required-tags',
      'tags: [{ key: CostCenter, values: CC-1 }]',
      'caps.yaml:8:41 `values` is `CC-1`: it must be a list or a mapping',
    ],
    [
      'key of another region',
      'kms',
      "outputKey: { allowed: ['arn:aws:kms:eu-wset-1:111122223333:alias/a'] }",
      'caps.yaml:8:30 `eu-wset-1` is not a region of the organisation: did you mean `eu-west-1`?',
    ],
    [
      'params of a rule that has none',
      'execution-role',
      'roles: []',
      'caps.yaml:8:7 `roles` is not a member here: known are none',
    ],
  ])('%s', (_name, id, params, expected) => {
    const from = POLICY.slice(POLICY.indexOf('- rule'));
    const [problem = '', ...others] = problemsOf('caps.yaml', from, rule(id, params));
    expect(problem.slice(0, expected.length)).toBe(expected);
    expect(others).toEqual([]);
  });

  it.each([
    [
      'account without quotes',
      "'111122223333', regions",
      '111122223333, regions',
      3,
      11,
      '`id` is `111122223333`: it must be text, so put it in quotes',
    ],
    [
      'short account',
      "'111122223333', regions",
      "'11112222333', regions",
      3,
      11,
      '`11112222333` is not an account id: twelve digits',
    ],
    ['odd region', '[eu-west-1]', '[Ireland]', 3, 37, '`Ireland` is not a region, such as `eu-west-1`'],
    [
      'role of an unknown account',
      "['arn:aws:iam::111122223333:role",
      "['arn:aws:iam::111122223334:role",
      7,
      21,
      '`111122223334` is not an account of the organisation: did you mean `111122223333`?',
    ],
    [
      'role that is none',
      'role/vision',
      'user/vision',
      7,
      21,
      '`arn:aws:iam::111122223333:user/vision` is not the ARN of an IAM role',
    ],
    ['duplicate team', 'id: language', 'id: vision', 10, 11, '`vision` is already in `teams`: remove one of the two'],
    [
      'unknown team of a person',
      'team: vision, groups',
      'team: visoin, groups',
      12,
      45,
      '`visoin` is not a team: did you mean `vision`?',
    ],
    [
      'unknown person of a principal',
      'person: ada@',
      'person: bob@',
      14,
      58,
      '`bob@example.com` is not a person: did you mean `ada@example.com`?',
    ],
    [
      'principal that is nobody',
      ', person: ada@example.com',
      '',
      14,
      5,
      'a principal needs exactly one of `person` and `sessionNameIsPerson: true`',
    ],
    [
      'user with a session name',
      'person: ada@example.com }',
      'sessionNameIsPerson: true }',
      14,
      12,
      '`arn:aws:iam::111122223333:user/ada` is a user, which has no session name: give its `person`',
    ],
    [
      'upper case in an address',
      '{ id: ada@',
      '{ id: Ada@',
      12,
      11,
      '`Ada@example.com` is not an e-mail address in lower case',
    ],
    [
      'member twice in a list',
      '[CC-1]',
      '[CC-1, CC-1]',
      9,
      20,
      '`costCenters` has the same value twice, at places 1 and 2: remove one',
    ],
  ])('%s', (_name, from, to, line, column, message) => {
    expect(problemsOf('organization.yaml', from, to)).toContain(`organization.yaml:${line}:${column} ${message}`);
  });

  it('roles that differ in their path alone', () => {
    const twice = ['a', 'b'].map(
      (path) => `  - { arn: 'arn:aws:iam::111122223333:role/${path}/x', sessionNameIsPerson: true }\n`,
    );
    expect(problemsOf('organization.yaml', 'principals:\n', `principals:\n${twice.join('')}`)).toEqual([
      'organization.yaml:15:12 `arn:aws:iam::111122223333:role/b/x` is already in `principals`: remove one of the two',
    ]);
  });

  it.each([
    [
      'unknown scope',
      'scope: org',
      'scope: team:visoin',
      '2:12 `team:visoin` is not a scope: did you mean `team:vision`?',
    ],
    ['unknown dimension', 'jobs: 10', 'job: 10', '3:15 `job` is not a dimension that is counted: did you mean `jobs`?'],
    [
      'dimension of an unknown family',
      'jobs: 10',
      "'family:p4dd': 10",
      '3:15 `family:p4dd` is not a dimension that is counted: did you mean `family:p4d`?',
    ],
    ['negative limit', 'jobs: 10', 'jobs: -1', '3:21 `jobs` is `-1`: it must be at least 0'],
    ['fractional limit', 'jobs: 10', 'jobs: 0.5', '3:21 `jobs` is `0.5`: it must be a whole number'],
    ['endless limit', 'jobs: 10', 'jobs: .inf', '3:21 `jobs` is `Infinity`: it must be a whole number'],
    ['limit in quotes', 'jobs: 10', "jobs: '10'", '3:21 `jobs` is `10`: it must be a whole number'],
    [
      'scope twice',
      'quotas:\n',
      'quotas:\n  - { scope: org, limits: { gpus: 1 } }\n',
      '3:12 `org` is already in `quotas`: remove one of the two',
    ],
  ])('%s', (_name, from, to, expected) => {
    expect(problemsOf('quotas.yaml', from, to)).toEqual([`quotas.yaml:${expected}`]);
  });

  it.each(['caps.yml', 'more/caps.yaml', 'teams/caps.yaml', 'teams/vision/more/caps.yaml'])('file %s', (name) => {
    expect(problemsIn({ ...FILES, [name]: POLICY })).toEqual([
      `${name}:1:1 \`${name}\` is not a policy file: policies end in \`.yaml\` and lie in this folder itself, or in \`teams/<team>/\` where they are a team's own`,
    ]);
  });

  it('a policy that would be taken for the built-in one', () => {
    const [problem] = problemsIn({ ...FILES, 'built-in.yaml': POLICY.replace('caps', 'built-in') });
    expect(problem).toMatch(/^built-in\.yaml:1:9 `built-in` cannot be an id: /);
  });

  it('files that are missing', () => {
    expect(problemsIn({})).toEqual([
      'organization.yaml:1:1 the file is missing: add it',
      'quotas.yaml:1:1 the file is missing: write `quotas: []` for no limits',
    ]);
  });

  it('an empty file', () => {
    expect(problemsIn({ ...FILES, 'caps.yaml': '' })).toEqual([
      'caps.yaml:1:1 the file is empty: it must be a mapping',
    ]);
  });

  it('all at once, file by file and line by line', () => {
    const texts = {
      ...FILES,
      'caps.yaml': POLICY.replace('deny', 'hold').replace('maxGpus: 8', 'maxGpus: x').replace('ml@', 'ml at '),
      'quotas.yaml': QUOTAS.replace('org', 'all').replace('10', '-1'),
    };
    const places = problemsIn(texts).map((line) => line.split(' ')[0]);
    expect(places).toEqual([
      'caps.yaml:3:8',
      'caps.yaml:6:18',
      'caps.yaml:8:16',
      'quotas.yaml:2:12',
      'quotas.yaml:3:21',
    ]);
  });
});
