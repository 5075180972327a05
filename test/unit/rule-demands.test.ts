import { describe, expect, it } from '@jest/globals';
import { FIXED_WORDS } from '../../gateway/bundle/vocabulary.ts';
import { ruleOf } from '../../gateway/rules/index.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import type { Team } from '../../gateway/shared/organization.ts';

const VISION: Team = {
  id: 'vision',
  department: 'research',
  trainingRoles: [],
  values: {
    places: ['s3://data/vision', 's3://data/all/'],
    names: ['vision-'],
    registries: ['registry.example.com/*'],
  },
};

const ROWS: readonly [string, string, JsonObject, Team | null, readonly string[]][] = [
  [
    'isolation',
    'network-isolation',
    {},
    null,
    ['a job isolates its containers from all networks (`EnableNetworkIsolation: true`)'],
  ],
  [
    'encrypted traffic',
    'inter-container-encryption',
    {},
    null,
    ['a job encrypts the traffic between its containers (`EnableInterContainerTrafficEncryption: true`)'],
  ],
  [
    'encrypted traffic of more than one',
    'inter-container-encryption',
    { exemptSingle: true },
    null,
    [
      'a job of more than one instance encrypts the traffic between its containers (`EnableInterContainerTrafficEncryption: true`)',
    ],
  ],
  [
    'features',
    'feature-controls',
    { denied: ['profiler', 'serverless'] },
    VISION,
    ['a job uses none of these features: `profiler`, `serverless`'],
  ],
  [
    'names',
    'job-name',
    { pattern: '[a-z-]+', startsWith: { team: 'names' } },
    VISION,
    ['the job’s name matches `[a-z-]+`', 'the job’s name begins with `vision-`'],
  ],
  [
    'names of any team',
    'job-name',
    { startsWith: { team: 'names' } },
    null,
    ["the job’s name begins with one of your team's `names`"],
  ],
  [
    'locations of a team',
    's3-locations',
    { inputs: { team: 'places' }, outputs: ['s3://models/'], manifests: true },
    VISION,
    ['each input lies in one of `s3://data/vision`, `s3://data/all/`', 'each output lies in `s3://models/`'],
  ],
  [
    'locations of any team',
    's3-locations',
    { inputs: { team: 'places' }, checkpoints: { team: 'places' } },
    null,
    [
      "each input lies in one of your team's `places`",
      "each checkpoint location lies in one of your team's `places`",
      'no input is a manifest',
    ],
  ],
  [
    'images',
    'training-image',
    { registries: { team: 'registries' }, digestPinned: true },
    VISION,
    [
      'each image: `registry.example.com/*`',
      'each image is named by its digest (`@sha256:…`)',
      'no algorithm in place of an image',
    ],
  ],
  [
    'algorithms',
    'training-image',
    { algorithms: ['a', 'b*'] },
    null,
    ['an algorithm in place of an image: one of `a`, `b*`'],
  ],
  [
    'cost',
    'cost-ceiling',
    { maxUsd: 1.1 },
    null,
    ['a job costs at most $1.10: all its instances and volumes for its whole `MaxRuntimeInSeconds`'],
  ],
  [
    'a warm pool',
    'max-runtime',
    { maxKeepAliveSeconds: 1800 },
    null,
    ['a warm pool keeps its instances at most 1800 seconds (30 minutes)'],
  ],
  ['no warm pool', 'max-runtime', { maxKeepAliveSeconds: 0 }, null, ['a job leaves no warm pool']],
  [
    'secrets',
    'secrets-scan',
    {},
    null,
    [
      'no secrets in hyperparameters, environment variables, tags, the entrypoint and its arguments, parameters of monitoring: a job gets the name of a secret and reads it from AWS Secrets Manager',
    ],
  ],
];

describe('what params demand', () => {
  it.each(ROWS)('%s', (_name, rule, params, team, sentences) => {
    expect(ruleOf(rule).sentences(params, team)).toEqual(sentences);
  });

  it('is one choice of locations, however a policy writes them', () => {
    const params = { inputs: { team: 'places' }, outputs: ['s3://models', 'fs-0123456789abcdef0:/a'] };
    expect(ruleOf('s3-locations').choices(params, VISION)).toEqual({
      inputs: ['s3://data/vision/', 's3://data/all/'],
      outputs: ['s3://models/', 'fs-0123456789abcdef0:/a/'],
    });
  });
});

describe('words of policies', () => {
  it.each([
    ['location', 's3://data', true],
    ['location', 's3://data/a/', true],
    ['location', 'fs-0123456789abcdef0:/', true],
    ['location', 'arn:aws:sagemaker:eu-west-1:111122223333:hub-content/h/DataSet/*', true],
    ['location', 's3://data/*', false],
    ['location', 's3://Data/a', false],
    ['location', 's3://data/../a', false],
    ['location', 'data/a', false],
    ['location', 'https://s3.eu-west-1.amazonaws.com/data/a', false],
    ['location', 'fs-0123456789abcdef0:a', false],
    ['location', 'arn:aws:sagemaker:*', false],
    ['image-pattern', 'registry.example.com/a', true],
    ['image-pattern', 'registry.example.com:5000/a/*', true],
    ['image-pattern', 'registry.example.com', false],
    ['image-pattern', '*/a', false],
    ['image-pattern', '*', false],
    ['image-pattern', 'registry.*/a', false],
    ['image-pattern', 'registry.example.com/a:1', false],
    ['image-pattern', 'registry.example.com/a@sha256:0', false],
    ['secret-place', 'tags', true],
    ['secret-place', 'name', false],
  ])('%s %s: %s', (format, text, is) => {
    expect(FIXED_WORDS[format]?.is(text)).toBe(is);
    expect(FIXED_WORDS[format]?.problemOf(text)).toMatch(/^`[^\n]+[^.\s]$/);
  });
});
