import { describe, expect, it } from '@jest/globals';
import { compileBundle } from '../../gateway/bundle/compile.ts';

/** Problems of an organization.yaml with these defaults, and lists of its one team. */
function problemsOf(defaults: string, values = '{}', person = 'ada@example.com', roles = '[]'): readonly string[] {
  const text = `name: Example
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams: [{ id: vision, department: research, values: ${values} }]
people: [{ id: "${person}", name: Ada, team: vision, roles: ${roles} }]
principals: []
defaults: ${defaults}
`;
  const compiled = compileBundle([
    { name: 'organization.yaml', text },
    { name: 'quotas.yaml', text: 'quotas: []' },
  ]);
  return compiled.ok ? [] : compiled.error.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('defaults that load', () => {
  it.each([
    [
      'keys in all their forms',
      '{ volumeKey: alias/a, outputKey: "arn:aws:kms:eu-west-1:111122223333:key/a-1" }',
      '{}',
    ],
    [
      'lists of the team',
      '{ network: { subnets: { team: s }, securityGroups: { team: g } } }',
      '{ s: [subnet-1], g: [sg-a] }',
    ],
    ['an empty list', '{ outputKey: { team: keys } }', '{ keys: [] }'],
    ['tags', '{ tags: { Environment: dev, Owner: { caller: person }, Cost: { team: c } } }', '{ c: [CC-1] }'],
    ['a list that another use would not take', '{ tags: { Cost: { team: c } } }', '{ c: [CC-1], s: ["not an id"] }'],
  ])('%s', (_name, defaults, values) => {
    expect(problemsOf(defaults, values)).toEqual([]);
  });

  it('whatever the people are called, where no tag is named after them', () => {
    expect(problemsOf('{ trafficEncryption: true }', '{}', "o'neill!@example.com")).toEqual([]);
  });
});

describe('a default that no request could hold', () => {
  it.each<[string, string, string, string]>([
    [
      'a list that no team has',
      '{ outputKey: { team: kyes } }',
      '{ keys: [alias/a] }',
      '6:32 `kyes` is not a list that any team has: did you mean `keys`?',
    ],
    [
      'no subnet',
      '{ network: { subnets: [subnet-xyz], securityGroups: [sg-1] } }',
      '{}',
      '6:34 `subnet-xyz` is not the id of a subnet',
    ],
    [
      'no security group',
      '{ network: { subnets: [subnet-1], securityGroups: [subnet-1] } }',
      '{}',
      '6:62 `subnet-1` is not the id of a security group',
    ],
    [
      'half a network',
      '{ network: { subnets: [subnet-1] } }',
      '{}',
      '6:22 `network` lacks the member `securityGroups`: add it',
    ],
    ['no key', '{ volumeKey: mykey }', '{}', '6:24 `mykey` is not a KMS key'],
    [
      'no key in a list',
      '{ outputKey: { team: keys } }',
      '{ keys: [alias/a, CC-1] }',
      '3:71 `CC-1` is not a KMS key: its id, ARN, alias (`alias/name`) or alias ARN, as a default needs it',
    ],
    ['a key of AWS', '{ tags: { aws:x: y } }', '{}', '6:21 `aws:x` cannot be a tag key'],
    ['a key of the gateway', '{ tags: { "traingate:x": y } }', '{}', '6:21 `traingate:x` cannot be a tag key'],
    ['a value that is no tag', '{ tags: { Environment: "<dev>" } }', '{}', '6:34 `<dev>` cannot be a tag value'],
    [
      'something unknown of the caller',
      '{ tags: { Owner: { caller: email } } }',
      '{}',
      '6:38 `email` is not something of the caller: known are `person`, `team`',
    ],
    [
      'a member that is none',
      '{ volumekey: alias/a }',
      '{}',
      '6:13 `volumekey` is not a member here: did you mean `volumeKey`?',
    ],
    [
      'too long',
      '{ maxRuntimeSeconds: 2419201 }',
      '{}',
      '6:32 `maxRuntimeSeconds` is `2419201`: it must be at most 2419200',
    ],
    ['nothing', '{}', '{}', '6:11 `defaults` is empty: it needs at least one entry'],
  ])('%s', (_name, defaults, values, expected) => {
    const [problem = '', ...others] = problemsOf(defaults, values);
    expect(problem.slice(0, expected.length)).toBe(expected);
    expect(others).toEqual([]);
  });

  it('a person whose address is no tag, where a tag is named after people', () => {
    const [problem] = problemsOf('{ tags: { Owner: { caller: person } } }', '{}', "o'neill!@example.com");
    expect(problem).toContain("4:16 `o'neill!@example.com` cannot be a tag value");
  });
});

describe('lists of teams that rules take values from', () => {
  const LISTS = `{ data: [s3://vision/, vision-bucket, "s3://vision/team*"], regs: ["*", docker.io, docker.io/*] }`;
  const problemsWith = (bindings: string, file = 'p.yaml') => {
    const team = (id: string, values: string) => `{ id: ${id}, department: research, values: ${values} }`;
    const compiled = compileBundle([
      {
        name: 'organization.yaml',
        text: `name: Example
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams:
  - ${team('language', '{ data: [s3://language/] }')}
  - ${team('vision', LISTS)}
people: [{ id: ada@example.com, name: Ada, team: vision }]
principals: []
`,
      },
      { name: 'quotas.yaml', text: 'quotas: []' },
      { name: file, text: `policy: p\ndescription: x\nowner: ml@example.com\nbindings:\n${bindings}\n` },
    ]);
    return compiled.ok ? [] : compiled.error.map((each) => `${each.file}:${each.line}:${each.column} ${each.message}`);
  };
  const storage = (member: string, more = '') =>
    `  - { rule: s3-locations, enforcement: deny, ${more} params: { ${member}: { team: data } } }`;
  const LOCATION =
    'is not a location: write it as `s3://bucket/prefix/`, `fs-0123456789abcdef0:/directory`, or the ARN of a dataset, which may end in `*`, as the rule `s3-locations` needs it';

  it('hold locations where s3-locations does, told once', () => {
    expect(problemsWith([storage('inputs'), storage('outputs')].join('\n'))).toEqual([
      `organization.yaml:5:72 \`vision-bucket\` ${LOCATION}`,
      `organization.yaml:5:87 \`s3://vision/team*\` ${LOCATION}`,
    ]);
  });

  it('hold patterns of images where training-image does', () => {
    const image = '  - { rule: training-image, enforcement: deny, params: { registries: { team: regs } } }';
    expect(problemsWith(image).map((problem) => problem.split(' is not')[0])).toEqual([
      'organization.yaml:5:116 `*`',
      'organization.yaml:5:121 `docker.io`',
    ]);
  });

  it('hold anything where no rule needs a form, or the team is another', () => {
    const tags =
      '  - { rule: required-tags, enforcement: deny, params: { tags: [{ key: a, values: { team: data } }] } }';
    expect(problemsWith(tags)).toEqual([]);
    expect(problemsWith(storage('inputs', 'match: { teams: [language] },'))).toEqual([]);
    expect(problemsWith(storage('inputs'), 'teams/language/p.yaml')).toEqual([]);
    expect(problemsWith(storage('inputs'), 'teams/vision/p.yaml')).toHaveLength(2);
  });
});

it('knows the roles that people may have', () => {
  expect(problemsOf('{ trafficEncryption: true }', '{}', 'ada@example.com', '[auditr]')).toEqual([
    '4:68 `auditr` is not a role: did you mean `auditor`?',
  ]);
});

describe('a setting that a policy refuses', () => {
  const ORGANIZATION = `name: Example
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams:
  - { id: vision, department: research, values: { keys: [alias/a], c: [CC-1] }, defaults: { maxRuntimeSeconds: 7200 } }
  - { id: language, department: research, values: { keys: [alias/b], c: [CC-2] } }
people:
  - { id: ada@example.com, name: Ada, team: vision }
  - { id: ben@example.com, name: Ben, team: vision }
  - { id: chen@example.com, name: Chen, team: language }
principals: []
`;
  const problemsWith = (settings: string, binding: string): readonly string[] => {
    const policy = `policy: rules\ndescription: Rules.\nowner: a@example.com\nbindings: [${binding}]\n`;
    const compiled = compileBundle([
      { name: 'organization.yaml', text: `${ORGANIZATION}${settings}\n` },
      { name: 'quotas.yaml', text: 'quotas: []' },
      { name: 'rules.yaml', text: policy },
    ]);
    return compiled.ok ? [] : compiled.error.map(({ line, column, message }) => `${line}:${column} ${message}`);
  };
  const deny = (rule: string, params: string, more = '') =>
    `{ rule: ${rule}, enforcement: deny, ${more} params: ${params} }`;

  it.each<[string, string, string, readonly string[]]>([
    [
      'an override, once for a team of two',
      'overrides: { outputKey: alias/a }',
      deny('kms', '{ outputKey: { allowed: { team: keys } } }'),
      [
        '11:25 `outputKey` is refused for team `language` by the policy `rules`: output key `alias/a` is not allowed; change one of the two',
      ],
    ],
    [
      'a default of a team',
      'defaults: { maxRuntimeSeconds: 60 }',
      deny('max-runtime', '{ maxSeconds: 3600 }'),
      [
        '4:112 `maxRuntimeSeconds` is refused for team `vision` by the policy `rules`: the job may run 7200 seconds: allowed are at most 3600; change one of the two',
      ],
    ],
    [
      'a network',
      'defaults: { network: { subnets: [subnet-1], securityGroups: [sg-1] } }',
      deny('vpc', '{ subnets: [subnet-2] }', 'match: { teams: [vision] },'),
      [
        '11:22 `network` is refused for team `vision` by the policy `rules`: subnet `subnet-1` is not allowed; change one of the two',
      ],
    ],
    [
      'a tag',
      'defaults: { tags: { Cost: CC-1 } }',
      deny('required-tags', '{ tags: [{ key: Cost, values: { team: c } }, { key: Other }] }'),
      [
        '11:27 `Cost` is refused for team `language` by the policy `rules`: tag `Cost` has the value `CC-1`, which is not allowed; change one of the two',
      ],
    ],
  ])('%s', (_name, settings, binding, expected) => {
    expect(problemsWith(settings, binding)).toEqual(expected);
  });

  it.each<[string, string, string]>([
    [
      'a rule that warns',
      'defaults: { outputKey: alias/x }',
      deny('kms', '{ outputKey: { allowed: [alias/a] } }').replace('deny', 'warn'),
    ],
    [
      'a rule that clamps',
      'defaults: { maxRuntimeSeconds: 60 }',
      deny('max-runtime', '{ maxSeconds: 30, whenLonger: clamp }'),
    ],
    [
      'a rule for some tags',
      'defaults: { outputKey: alias/x }',
      deny('kms', '{ outputKey: { allowed: [alias/a] } }', 'match: { tags: { E: [prod] } },'),
    ],
    [
      'what fits each team',
      'defaults: { outputKey: { team: keys } }',
      deny('kms', '{ outputKey: { required: true, allowed: { team: keys } } }'),
    ],
  ])('is not %s', (_name, settings, binding) => {
    expect(problemsWith(settings, binding)).toEqual([]);
  });
});
