import { describe, expect, it } from '@jest/globals';
import { patternsIn } from '../../cli/policies/lint/patterns.ts';
import { lintPolicies } from '../../cli/policies/lint.ts';
import type { Json } from '../../gateway/shared/json.ts';
import { readPolicies } from '../../scripts/read-policies.ts';
import { cap, filesOf, NOW, ORGANIZATION, policy, warned } from '../support/linting.ts';

const TAGS = policy(
  `  - rule: required-tags
    enforcement: deny
    params:
      tags:
        - { key: Environment, values: [dev, prod] }
        - { key: CostCenter, values: { team: costCenters } }
        - { key: Project }
`,
  'tags',
);

const waiver = (whom: string, expires: string) => `waivers:
  - waiver: big-run
    policy: caps
    rule: instance-caps
    for: ${whom}
    within:
      - { rule: instance-caps, params: { maxInstances: 9 } }
    owner: a@example.com
    reason: r
    ticket: T-1
    expires: ${expires}
    maxUses: 1
`;

const CAPS = policy('  - { rule: instance-caps, enforcement: deny, params: { maxInstances: 4 } }\n');

const pattern = (text: string) =>
  policy(`  - rule: required-tags
    enforcement: deny
    params:
      tags:
        - key: Project
          pattern: '${text}'
`);

describe('lint', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'a binding for a team with nobody in it',
      { 'caps.yaml': policy(cap('match: { teams: [empty] }, ')) },
      'caps.yaml:5:47 unreachable: no person of the organisation is left for this binding: remove it, or change whom it is for',
    ],
    [
      'a binding that excepts everyone',
      { 'caps.yaml': policy(cap('except: { teams: [vision] }, ')) },
      'caps.yaml:5:47 unreachable: no person of the organisation is left for this binding: remove it, or change whom it is for',
    ],
    [
      'a binding that an earlier one makes needless',
      { 'caps.yaml': policy(cap('') + cap('match: { groups: [leads] }, ', 'warn')) },
      'caps.yaml:6:5 shadowed: `instance-caps` with the same params binds the same people at caps.yaml:5:5 already: remove one of the two',
    ],
    [
      'a binding that a later one, for more people, makes needless',
      { 'caps.yaml': policy(cap('match: { groups: [leads] }, ') + cap('')) },
      'caps.yaml:5:5 shadowed: `instance-caps` with the same params binds the same people at caps.yaml:6:5 already: remove one of the two',
    ],
    [
      'a tag that nobody demands',
      { 'caps.yaml': policy(cap('match: { tags: { Stage: [prod] } }, ')), 'tags.yaml': TAGS },
      'caps.yaml:5:64 tag-conditions: callers choose their tags: who leaves `Stage` out is not bound; demand it with `required-tags` in a binding that denies, or set it in organization.yaml',
    ],
    [
      'a tag that nobody demands where none is demanded',
      { 'caps.yaml': policy(cap('match: { tags: { Stage: [prod] } }, ')) },
      'caps.yaml:5:64 tag-conditions: callers choose their tags: who leaves `Stage` out is not bound; demand it with `required-tags` in a binding that denies, or set it in organization.yaml',
    ],
    [
      'a misspelt tag',
      { 'caps.yaml': policy(cap('except: { tags: { Enviroment: [prod] } }, ')), 'tags.yaml': TAGS },
      'caps.yaml:5:65 tag-conditions: the tag `Enviroment` is demanded nowhere: did you mean `Environment`?',
    ],
    [
      'a value that is never allowed',
      { 'caps.yaml': policy(cap('match: { tags: { Environment: [prod, stging] } }, ')), 'tags.yaml': TAGS },
      'caps.yaml:5:84 tag-conditions: `stging` is not a value that `required-tags` allows for `Environment`: known are `dev`, `prod`',
    ],
    [
      'a value that is in no list of a team',
      { 'caps.yaml': policy(cap('match: { tags: { CostCenter: [CC-1411] } }, ')), 'tags.yaml': TAGS },
      'caps.yaml:5:77 tag-conditions: `CC-1411` is not a value that `required-tags` allows for `CostCenter`: did you mean `CC-1410`?',
    ],
    [
      'no instance for anybody',
      { 'caps.yaml': policy(cap('', 'deny', 0)) },
      'caps.yaml:5:71 contradictory-bounds: `maxInstances` is 0 for everybody, which allows no job: allow at least 1, or say with `match` who is meant',
    ],
    [
      'old prices',
      {
        'prices.yaml':
          'date: 2026-08-01\nusdPerGbMonth: { eu-west-1: 0 }\nusdPerHour: { eu-west-1: { ml.m5.xlarge: 0.257 } }\n',
      },
      'prices.yaml:1:7 old-prices: the prices are 118 days old: look them up again, and set the date',
    ],
    [
      'a pattern that matches everything',
      { 'caps.yaml': pattern('.*') },
      'caps.yaml:10:20 patterns: `.*` matches everything: leave it out',
    ],
    [
      'an anchored pattern',
      { 'caps.yaml': pattern('^[a-z]+') },
      'caps.yaml:10:20 patterns: `^` and `$` are needless in `^[a-z]+`: the whole value is matched anyway',
    ],
    [
      'a dot that is meant',
      { 'caps.yaml': pattern('[a-z.]+@example.com') },
      'caps.yaml:10:20 patterns: the dot in `[a-z.]+@example.com` stands for any character: write `[a-z.]+@example\\.com`',
    ],
    [
      'a waiver that has expired',
      { 'caps.yaml': CAPS, 'waivers.yaml': waiver('{ teams: [vision] }', "'2026-11-01T00:00:00Z'") },
      'waivers.yaml:11:14 waivers: waiver `big-run` has expired: remove it',
    ],
    [
      'a waiver that soon will',
      { 'caps.yaml': CAPS, 'waivers.yaml': waiver('{ teams: [vision] }', "'2026-12-04T17:00:00Z'") },
      'waivers.yaml:11:14 waivers: waiver `big-run` ends within 14 days: agree on another, or on what comes after it',
    ],
    [
      'a waiver for nobody',
      { 'caps.yaml': CAPS, 'waivers.yaml': waiver('{ teams: [empty] }', "'2027-12-04T17:00:00Z'") },
      'waivers.yaml:5:5 waivers: waiver `big-run` is for nobody of the organisation: change `for`, or remove it',
    ],
  ])('warns of %s', (_, files, warning) => {
    expect(warned(files)).toEqual([warning]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    [
      'a strict binding for a few after the same as a warning',
      { 'caps.yaml': policy(cap('', 'warn') + cap('match: { groups: [leads] }, ')) },
    ],
    [
      'one for a few that no waiver lifts',
      { 'caps.yaml': policy(cap('') + cap('waivable: false, match: { groups: [leads] }, ')) },
    ],
    ['other params for a few', { 'caps.yaml': policy(cap('') + cap('match: { groups: [leads] }, ', 'deny', 2)) }],
    [
      'the same for everyone but by tags',
      {
        'caps.yaml': policy(cap('match: { tags: { Environment: [prod] } }, ') + cap('match: { groups: [leads] }, ')),
        'tags.yaml': TAGS,
      },
    ],
    ['a tag that the organisation sets', { 'caps.yaml': policy(cap('match: { tags: { Owner: [x] } }, ')) }],
    ['an exception for a tag of its own', { 'caps.yaml': policy(cap('except: { tags: { Stage: [x] } }, ')) }],
    [
      'a tag whose values are free',
      { 'caps.yaml': policy(cap('match: { tags: { Project: [x] } }, ')), 'tags.yaml': TAGS },
    ],
    ['no instance for a few', { 'caps.yaml': policy(cap('match: { groups: [leads] }, ', 'deny', 0)) }],
    ['an escaped dollar and an escaped dot', { 'caps.yaml': pattern('a\\.b\\$') }],
    ['dots before quantifiers and in classes', { 'caps.yaml': pattern('a.*[a.b]c') }],
    [
      'prices of last month',
      {
        'prices.yaml':
          'date: 2026-11-01\nusdPerGbMonth: { eu-west-1: 0 }\nusdPerHour: { eu-west-1: { ml.m5.xlarge: 1 } }\n',
      },
    ],
  ])('has nothing to say about %s', (_, files) => {
    expect(warned(files)).toEqual([]);
  });

  it('says of a value where no team has any that none can come', () => {
    const files = {
      'organization.yaml': ORGANIZATION.replace('[CC-1410]', '[]'),
      'caps.yaml': policy(cap('match: { tags: { CostCenter: [CC-1411] } }, ')),
      'tags.yaml': TAGS,
    };
    expect(warned(files)).toContain(
      'caps.yaml:5:77 tag-conditions: `CC-1411` is no value that can come: `required-tags` allows none for `CostCenter`, so list some there',
    );
  });

  it('says what does not compile, and nothing else', () => {
    const { errors, warnings } = lintPolicies(
      filesOf({ 'caps.yaml': policy(cap('match: { teams: [visoin] }, ')) }),
      NOW,
    );
    expect(errors.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
      'caps.yaml:5 `visoin` is not a team: did you mean `vision`?',
    ]);
    expect(warnings).toEqual([]);
  });

  it('has nothing to say about the sample organisation', () => {
    expect(lintPolicies(readPolicies('policies'), NOW)).toEqual({ errors: [], warnings: [] });
  });
});

const types = (list: string, more = '', enforcement = 'deny') =>
  `  - { rule: instance-caps, enforcement: ${enforcement}, ${more}params: { allowedTypes: [${list}] } }\n`;

describe('lint of what choices are left', () => {
  it('names both places of bounds that have nothing in common', () => {
    const first = policy(types('ml.m5.xlarge, ml.g5.xlarge'));
    const second = policy(types('ml.c5.xlarge', 'match: { teams: [vision] }, '), 'more');
    expect(warned({ 'caps.yaml': first, 'more.yaml': second })).toEqual([
      'more.yaml:5:75 contradictory-bounds: policies leave team `vision` no instance types, so no job there can name any and pass: allowed are `ml.c5.xlarge` here, `ml.m5.xlarge`, `ml.g5.xlarge` at caps.yaml:5:47; change one of them',
    ]);
  });

  it.each([
    ['that have something in common', types('ml.m5.xlarge') + types('ml.m5.xlarge, ml.c5.xlarge')],
    ['of which one only warns', types('ml.m5.xlarge') + types('ml.c5.xlarge', '', 'warn')],
    [
      'for other people',
      types('ml.m5.xlarge', 'except: { groups: [leads] }, ') + types('ml.c5.xlarge', 'match: { groups: [leads] }, '),
    ],
  ])('has nothing to say about bounds %s', (_, bindings) => {
    expect(warned({ 'caps.yaml': policy(bindings) })).toEqual([]);
  });

  it('leaves bounds that depend on tags to the requests', () => {
    const bindings = types('ml.m5.xlarge') + types('ml.c5.xlarge', 'except: { tags: { Owner: [x] } }, ');
    expect(warned({ 'caps.yaml': policy(bindings) })).toEqual([]);
  });

  it('knows that folders of S3 lie in each other', () => {
    const locations = (folder: string) =>
      `  - { rule: s3-locations, enforcement: deny, params: { outputs: ['${folder}'] } }\n`;
    const within = locations('s3://example-vision/') + locations('s3://example-vision/models/');
    expect(warned({ 'data.yaml': policy(within, 'data') })).toEqual([]);
    const apart = locations('s3://example-vision/') + locations('s3://example-language/');
    expect(warned({ 'data.yaml': policy(apart, 'data') })).toMatchObject([
      expect.stringMatching(/^data\.yaml:6:46 contradictory-bounds: policies leave team `vision` no outputs/),
    ]);
  });

  it('warns of a list that a team does not have', () => {
    const bindings = '  - { rule: vpc, enforcement: deny, params: { subnets: { team: subnets } } }\n';
    const organization = ORGANIZATION.replace(
      'department: research }',
      'department: research, values: { subnets: [s] } }',
    );
    expect(warned({ 'organization.yaml': organization, 'net.yaml': policy(bindings, 'net') })).toEqual([
      'net.yaml:5:37 contradictory-bounds: policies leave team `vision` no subnets, so no job there can name any and pass: the list is empty; give the team one, or except it',
    ]);
  });

  it('warns of types that cannot be held to a ceiling, for they have no price', () => {
    const ceiling = '  - { rule: cost-ceiling, enforcement: deny, params: { maxUsd: 100 } }\n';
    const files = {
      'caps.yaml': policy(`${types('ml.m5.xlarge, ml.c5.xlarge')}${ceiling}`),
      'prices.yaml':
        'date: 2026-11-01\nusdPerGbMonth: { eu-west-1: 0 }\nusdPerHour: { eu-west-1: { ml.m5.xlarge: 0.2 } }\n',
    };
    expect(warned(files)).toEqual([
      'caps.yaml:6:13 unpriced-types: team `vision` may use `ml.c5.xlarge`, for which prices.yaml has no price in `eu-west-1`: add it, or each job on it breaks the ceiling',
    ]);
  });
});

describe('lint says once what is the same of several', () => {
  const organization = ORGANIZATION.replace('[eu-west-1]', '[eu-west-1, eu-north-1]')
    .replace(
      'people:',
      '  - { id: speech, department: research, trainingRoles: [arn:aws:iam::111122223333:role/speech] }\npeople:',
    )
    .replace('principals:', '  - { id: chen@example.com, name: Chen, team: speech }\nprincipals:');

  it('teams and regions without a price', () => {
    const ceiling = '  - { rule: cost-ceiling, enforcement: deny, params: { maxUsd: 100 } }\n';
    const caps = policy(`${types('ml.m5.xlarge')}${ceiling}`);
    const prices =
      'date: 2026-11-01\nusdPerGbMonth: { eu-west-1: 0, eu-north-1: 0 }\nusdPerHour: { eu-west-1: { ml.c5.xlarge: 0.2 } }\n';
    expect(warned({ 'organization.yaml': organization, 'caps.yaml': caps, 'prices.yaml': prices })).toEqual([
      'caps.yaml:6:13 unpriced-types: teams `vision`, `speech` may use `ml.m5.xlarge`, for which prices.yaml has no price in `eu-west-1`, `eu-north-1`: add it, or each job on it breaks the ceiling',
    ]);
  });

  it('teams with no choice left', () => {
    const caps = policy(types('ml.m5.xlarge') + types('ml.c5.xlarge'));
    expect(warned({ 'organization.yaml': organization, 'caps.yaml': caps })).toEqual([
      'caps.yaml:6:47 contradictory-bounds: policies leave teams `vision`, `speech` no instance types, so no job there can name any and pass: allowed are `ml.c5.xlarge` here, `ml.m5.xlarge` at caps.yaml:5:47; change one of them',
    ]);
  });
});

describe('patternsIn', () => {
  const text = { type: 'string', format: 'linear-pattern' };
  it.each<[string, Json, Json, string[]]>([
    ['a member', { properties: { a: text } }, { a: 'x', b: 'y' }, ['a']],
    ['members of any name', { additionalProperties: text }, { a: 'x', b: 'y' }, ['a', 'b']],
    ['a list', { properties: { a: { items: text } } }, { a: ['x', 'y'] }, ['a/0', 'a/1']],
    ['one of several forms', { oneOf: [{ items: text }, { properties: { a: text } }] }, { a: 'x' }, ['a']],
    ['no pattern', { properties: { a: { type: 'string' } } }, { a: 'x' }, []],
  ])('finds %s', (_, schema, value, places) => {
    expect(patternsIn(schema, value, []).map(({ steps }) => steps.join('/'))).toEqual(places);
  });
});
