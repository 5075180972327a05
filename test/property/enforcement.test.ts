import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Bundle } from '../../gateway/bundle/open.ts';
import type { Judged } from '../../gateway/flows/decide.ts';
import { type Binding, evaluate, verdictOf } from '../../gateway/rules/evaluate.ts';
import { RULES } from '../../gateway/rules/index.ts';
import { ENFORCEMENTS, type Enforcement } from '../../gateway/shared/decision.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import { NO_PRICES } from '../../gateway/shared/prices.ts';
import { sampleBundle } from '../support/examples.ts';
import { judged, principalIn } from '../support/judging.ts';
import { validRequests } from '../support/requests.ts';
import { subject } from '../support/subject.ts';
import { group } from '../support/workload.ts';

/** Params that some of the subjects below break. */
const PARAMS: readonly [string, JsonObject][] = [
  ['instance-caps', { allowedTypes: ['ml.g5.*'], maxInstances: 3, maxGpus: 4, families: { g5: { maxInstances: 2 } } }],
  [
    'required-tags',
    {
      tags: [
        { key: 'Environment', values: ['dev'] },
        { key: 'Project', pattern: '[a-z]+' },
      ],
    },
  ],
  ['kms', { volumeKey: { required: true }, outputKey: { required: true, allowed: ['alias/a'] } }],
  ['vpc', { required: true, subnets: ['subnet-1'] }],
  ['execution-role', {}],
  ['max-runtime', { required: true, maxSeconds: 3000, whenLonger: 'clamp' }],
  ['managed-spot', { checkpointAfterSeconds: 0 }],
  ['cost-ceiling', { maxUsd: 1 }],
  ['expression', { expression: 'workload.totalInstances < 3', message: 'too many', remedy: 'ask for fewer' }],
  ['feature-controls', { denied: ['remote-debug'] }],
  ['inter-container-encryption', { exemptSingle: true }],
  ['job-name', { pattern: '[a-z]+', startsWith: ['vision-'] }],
  ['network-isolation', {}],
  ['s3-locations', { inputs: ['s3://data/vision/'], outputs: ['s3://models/vision/'] }],
  ['secrets-scan', {}],
  ['training-image', { registries: ['registry.example.com/*'], digestPinned: true }],
];

const bindings = fc.array(
  fc.record({
    of: fc.constantFrom(...PARAMS),
    match: fc.constantFrom(null, { teams: ['vision'] }, { tags: { Environment: ['prod'] } }),
  }),
  { minLength: 1, maxLength: 6 },
);

const groups = fc.array(
  fc
    .record({
      type: fc.constantFrom('ml.g5.xlarge', 'ml.g5.12xlarge', 'ml.m5.large', 'ml.unknown.large'),
      count: fc.nat(5),
      path: fc.constant('/ResourceConfig/InstanceGroups/0'),
      isAlternative: fc.boolean(),
    })
    .map((parts) => group(parts)),
  { minLength: 1, maxLength: 3 },
);
const tag = fc.record({
  key: fc.constantFrom('Environment', 'Project'),
  value: fc.constantFrom('dev', 'prod', '7'),
  path: fc.constant('/Tags/0'),
});
const network = fc.option(
  fc.record({ subnets: fc.subarray(['subnet-1', 'subnet-2']), securityGroups: fc.constant([]) }),
);
const subjects = fc
  .record({
    groups,
    tags: fc.array(tag, { maxLength: 3 }),
    network,
    key: fc.option(fc.constantFrom('alias/a', 'alias/b')),
    uri: fc.constantFrom('s3://data/vision/', 's3://data/vision', 's3://other/'),
    image: fc.constantFrom('registry.example.com/a', 'python:3'),
    environment: fc.constantFrom({}, { DB_PASSWORD: 'correct-horse' }),
    usesDebug: fc.boolean(),
    prices: fc.constantFrom(NO_PRICES, {
      date: null,
      usdPerGbMonth: { 'eu-west-1': 0.1 },
      usdPerHour: { 'eu-west-1': { 'ml.g5.xlarge': 1.4 } },
    }),
  })
  .map((parts) =>
    subject({
      workload: {
        groups: parts.groups,
        tags: { value: parts.tags, path: '/Tags' },
        network: { value: parts.network, path: '/VpcConfig' },
        outputKmsKey: { value: parts.key, path: '/OutputDataConfig/KmsKeyId' },
        data: [{ use: 'input', uri: parts.uri, path: '/InputDataConfig/0/DataSource/S3DataSource/S3Uri' }],
        images: [{ use: 'training', uri: parts.image, path: '/AlgorithmSpecification/TrainingImage' }],
        environment: { value: parts.environment, path: '/Environment' },
        features: parts.usesDebug ? [{ feature: 'remote-debug', path: '/RemoteDebugConfig', without: null }] : [],
      },
      prices: parts.prices,
    }),
  );

const APPROVALS = [{ group: 'finance', count: 1 }];

const open = (of: readonly [string, JsonObject], match: Binding['match'], enforcement: Enforcement): Binding => {
  const [id, params] = of;
  const rule = RULES.find((candidate) => candidate.id === id);
  if (!rule) throw new Error(`no rule ${id}`);
  return {
    policy: 'p',
    rule: id,
    check: rule.check(params),
    enforcement,
    approvals: enforcement === 'hold' ? APPROVALS : undefined,
    match,
    except: null,
    waivable: true,
    link: null,
    owner: null,
  };
};

it('tries every rule', () => {
  expect(PARAMS.map(([id]) => id).sort()).toEqual(RULES.map(({ id }) => id));
});

it('finds the same whatever is done about it', () => {
  let found = 0;
  fc.assert(
    fc.property(bindings, subjects, fc.array(fc.constantFrom(...ENFORCEMENTS)), (chosen, judged, enforcements) => {
      const run = (enforcementOf: (index: number) => Enforcement) =>
        evaluate(
          chosen.map(({ of, match }, index) => open(of, match, enforcementOf(index))),
          judged,
        ).violations;
      const denied = run(() => 'deny');
      const mixed = run((index) => enforcements[index] ?? 'audit');
      expect(mixed.map(({ enforcement: _, waivable: __, approvals: ___, ...rest }) => rest)).toEqual(
        denied.map(({ enforcement: _, waivable: __, ...rest }) => rest),
      );
      for (const { enforcement, approvals } of mixed) {
        expect(approvals).toBe(enforcement === 'hold' ? APPROVALS : undefined);
      }
      const worst = ['deny', 'hold'].find((each) => mixed.some(({ enforcement }) => enforcement === each));
      expect(verdictOf(mixed)).toBe(worst ?? 'allow');
      expect(verdictOf(denied)).toBe(denied.length > 0 ? 'deny' : 'allow');
      expect(verdictOf(run(() => 'audit'))).toBe('allow');
      found += denied.length;
    }),
  );
  expect(found).toBeGreaterThan(0);
});

it('finds the same in a whole decision, completion included, whether the sample organisation enforces or only audits', () => {
  const ada = principalIn(sampleBundle, 'ada@example.com');
  const enforcing = (enforcement: Enforcement): Bundle => ({
    ...sampleBundle,
    bindings: sampleBundle.bindings.map((binding) => ({ ...binding, enforcement })),
  });
  let found = 0;
  fc.assert(
    fc.property(validRequests, (request) => {
      const [denied, audited] = [judged(enforcing('deny'), ada, request), judged(enforcing('audit'), ada, request)];
      // A clamp changes what is judged, so only what asks for none can be the same.
      fc.pre(!denied.found.some(({ clamp }) => clamp));
      const told = ({ decision }: Judged) =>
        decision.violations.map(({ enforcement: _, waiverRequest: __, ...rest }) => rest);
      expect(told(audited)).toEqual(told(denied));
      expect(audited.prepared.request).toEqual(denied.prepared.request);
      found += denied.found.length;
    }),
    { numRuns: 200 },
  );
  expect(found).toBeGreaterThan(100);
});
