import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { type BundleFile, compileBundle } from '../../gateway/bundle/compile.ts';
import type { BundleDocument, Policy } from '../../gateway/bundle/document.ts';
import { openBundle } from '../../gateway/bundle/open.ts';
import { versionOf } from '../../gateway/bundle/version.ts';
import { RULES } from '../../gateway/rules/index.ts';
import { compilePolicies } from '../../scripts/compile-policies.ts';
import { readPolicies } from '../../scripts/read-policies.ts';

const ORGANIZATION = `name: Example
accounts:
  - { id: '111122223333', regions: [eu-west-1] }
teams:
  - id: vision
    department: research
    trainingRoles: ['arn:aws:iam::111122223333:role/vision']
    values:
      costCenters: [CC-1]
  - { id: language, department: research }
people:
  - { id: ada@example.com, name: Ada, team: vision, groups: [leads] }
principals:
  - { arn: 'arn:aws:iam::111122223333:user/ada', person: ada@example.com }
`;
const QUOTAS = 'quotas:\n  - scope: org\n    limits: { jobs: 10 }\n';
const POLICY = `policy: caps
description: Not too much.
owner: ml@example.com
bindings:
  - rule: instance-caps
    enforcement: deny
    params:
      maxGpus: 8
`;

const FILES = { 'organization.yaml': ORGANIZATION, 'quotas.yaml': QUOTAS, 'caps.yaml': POLICY };
const filesOf = (texts: Readonly<Record<string, string>>): readonly BundleFile[] =>
  Object.entries(texts).map(([name, text]) => ({ name, text }));

/** Problems as a person sees them, after one replacement in one of the files (or with another file). */
function problemsOf(file: string, from: string, to: string): readonly string[] {
  const text = (FILES as Record<string, string>)[file] ?? '';
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  return problemsIn({ ...FILES, [file]: text.replace(from, to) });
}

function problemsIn(texts: Readonly<Record<string, string>>): readonly string[] {
  const compiled = compileBundle(filesOf(texts));
  return compiled.ok ? [] : compiled.error.map((each) => `${each.file}:${each.line}:${each.column} ${each.message}`);
}

function compiled(texts: Readonly<Record<string, string>> = FILES): BundleDocument {
  const result = compileBundle(filesOf(texts));
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
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
      'caps.yaml:6:18 `hold` needs approvals, which are not built yet: allowed are `deny`, `warn`, `audit`',
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

describe('a compiled bundle', () => {
  it('is the same in whatever order the files come', () => {
    const reversed = Object.fromEntries(Object.entries(FILES).reverse());
    expect(compiled(reversed)).toEqual(compiled());
  });

  it('has another version when a limit changes', () => {
    expect(compiled({ ...FILES, 'caps.yaml': POLICY.replace('8', '9') }).version).not.toBe(compiled().version);
  });

  it('says what files leave out', () => {
    const { teams, people } = compiled().content.organization;
    expect(teams[1]).toEqual({ id: 'language', department: 'research', trainingRoles: [], values: {} });
    expect(people[0]).toMatchObject({ roles: [], groups: ['leads'] });
  });

  it('opens after a round through JSON, with its rules ready', () => {
    const bundle = openBundle(JSON.parse(JSON.stringify(compiled())));
    expect(bundle.bindings.map(({ policy, rule, enforcement }) => [policy, rule, enforcement])).toEqual([
      ['built-in', 'workload', 'deny'],
      ['built-in', 'execution-role', 'deny'],
      ['caps', 'instance-caps', 'deny'],
    ]);
    expect(bundle.bindings.map(({ owner }) => owner)).toEqual([null, null, 'ml@example.com']);
    expect(bundle.policies.map(({ policy }) => policy)).toEqual(['built-in', 'caps']);
  });

  it('does not open when it was changed', () => {
    const { version, content } = compiled();
    expect(() => openBundle({ version, content: { ...content, quotas: [] } })).toThrow(/its content is [0-9a-f]{64}/);
  });

  it('does not open with a rule that this gateway does not have', () => {
    const { content } = compiled();
    const policies = content.policies.map((policy): Policy => {
      return { ...policy, bindings: [{ rule: 'runtime-caps', enforcement: 'deny', params: {} }] };
    });
    const changed = { ...content, policies };
    expect(() => openBundle({ version: versionOf(changed), content: changed })).toThrow(/rule runtime-caps/);
  });
});

describe('what opens a bundle', () => {
  const inputsOf = async () => {
    const entry = join(import.meta.dirname, '../../gateway/bundle/open.ts');
    const { metafile } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
    });
    return metafile.inputs;
  };
  const packagesOf = (files: Iterable<string>) =>
    [...new Set([...files].flatMap((file) => /node_modules\/([^/]+)/.exec(file)?.[1] ?? []))].sort();

  it('is without what compiles: neither yaml nor ajv nor types of CEL are there where requests are judged', async () => {
    const files = Object.keys(await inputsOf());
    expect(packagesOf(files)).toEqual(['@marcbachmann', 'leven', 're2js']);
    expect(files.filter((file) => file.includes('request-types'))).toEqual([]);
  });

  it('loads CEL only when a bundle wants it', async () => {
    const inputs = await inputsOf();
    const loaded = new Set(['gateway/bundle/open.ts']);
    for (const file of loaded) {
      const imports = inputs[file]?.imports ?? [];
      for (const { path, kind } of imports) if (kind !== 'dynamic-import') loaded.add(path);
    }
    expect(packagesOf(loaded)).toEqual(['leven', 're2js']);
  });
});

describe('execution-role is on unless a policy binds it for all', () => {
  const rolesPolicy = (enforcement: string, scope: string) =>
    `policy: roles\ndescription: Roles.\nowner: ml@example.com\nbindings:\n  - rule: execution-role\n    enforcement: ${enforcement}\n${scope}`;

  it.each([
    ['deny, everyone', 'deny', '', 1],
    ['warn only', 'warn', '', 2],
    ['one team only', 'deny', '    match: { teams: [vision] }\n', 2],
    ['with an exception', 'deny', '    except: { teams: [vision] }\n', 2],
  ])('%s', (_name, enforcement, scope, expected) => {
    const { bindings } = openBundle(compiled({ ...FILES, 'roles.yaml': rolesPolicy(enforcement, scope) }));
    expect(bindings.filter(({ rule }) => rule === 'execution-role')).toHaveLength(expected);
    const built = bindings.find(({ policy, rule }) => policy === 'built-in' && rule === 'execution-role');
    expect(built ?? null).toEqual(
      expected === 1 ? null : expect.objectContaining({ enforcement: 'deny', match: null, except: null }),
    );
  });
});

it('the examples of docs/policies.md and docs/rules.md compile', () => {
  const pages = ['policies.md', 'rules.md'].map((page) => join(import.meta.dirname, '../../docs', page));
  const text = pages.map((page) => readFileSync(page, 'utf8')).join('\n');
  const yaml = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, block = '']) => block);
  const blockOf = (start: string) => yaml.find((block) => block.startsWith(start)) ?? '';
  const language = '  - { id: language, department: research }\n';
  const people =
    '  - { id: forecast-pipeline@example.com, name: Pipeline, team: language, groups: [platform] }\nprincipals:';
  const organization = blockOf('name:').replace('people:', `${language}people:`).replace('principals:', people);
  const policy = blockOf('policy:');
  const tags = blockOf('params:').replaceAll('\n', '\n    ');
  expect(
    problemsIn({
      'organization.yaml': organization,
      'quotas.yaml': blockOf('quotas:'),
      'gpu-caps.yaml': `${policy}\n  - rule: required-tags\n    enforcement: deny\n    ${tags}`,
    }),
  ).toEqual([]);
});

describe("the sample organisation's policies", () => {
  const folder = join(import.meta.dirname, '../../policies');
  const temporary = mkdtempSync(join(tmpdir(), 'policies-'));

  it('compile into a file that opens', () => {
    const out = join(temporary, 'deep/bundle.json');
    compilePolicies(folder, out);
    const { organization, bindings, quotas } = openBundle(JSON.parse(readFileSync(out, 'utf8')));
    expect(bindings.length).toBeGreaterThan(0);
    expect(quotas.length).toBeGreaterThan(0);
    const [first, second] = organization.people;
    expect(first?.team).toBe(second?.team);
  });

  it('are followed where they are links, and told of where they are folders', () => {
    const copy = mkdtempSync(join(tmpdir(), 'traingate-links-'));
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(copy, name), text);
    const elsewhere = mkdtempSync(join(tmpdir(), 'traingate-links-'));
    writeFileSync(join(elsewhere, 'shared.yaml'), POLICY.replace('policy: caps', 'policy: linked'));
    symlinkSync(join(elsewhere, 'shared.yaml'), join(copy, 'linked.yaml'));
    const policies = compileBundle(readPolicies(copy));
    expect(policies.ok && policies.value.content.policies.map(({ policy }) => policy)).toEqual(['caps', 'linked']);
    mkdirSync(join(copy, 'folder.yaml'));
    expect(compileBundle(readPolicies(copy))).toMatchObject({ error: [{ file: 'folder.yaml/' }] });
  });

  it('use every rule but two', () => {
    const texts = Object.fromEntries(readPolicies(folder).map(({ name, text }) => [name, text]));
    const bound = compiled(texts).content.policies.flatMap(({ bindings }) => bindings.map(({ rule }) => rule));
    // What `expression` imports would make every start of the sample longer; traffic is encrypted by an override.
    expect(new Set([...bound, 'expression', 'inter-container-encryption'])).toEqual(new Set(RULES.map(({ id }) => id)));
  });

  it('are refused with a line for each problem', () => {
    for (const [name, text] of Object.entries(FILES))
      writeFileSync(join(temporary, name), text.replaceAll('deny', 'hold'));
    writeFileSync(join(temporary, '.swap'), 'passed over');
    expect(() => compilePolicies(temporary, join(temporary, 'out.json'))).toThrow(
      `${join(temporary, 'caps.yaml')}:6:18 \`hold\` needs approvals`,
    );
  });
});
