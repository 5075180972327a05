import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ruleOf } from '../../gateway/rules/index.ts';
import { SHAPES } from '../../gateway/rules/secrets-scan/shapes.ts';
import type { Workload } from '../../gateway/shared/workload.ts';
import { subject } from '../support/subject.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const of = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });
const WORD = LOWER + UPPER + DIGITS;

/** Secrets as their issuers make them, put together here so that nothing takes this file for a leak. */
const SECRETS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'AWS access key id': fc.tuple(fc.constantFrom('AKIA', 'ASIA'), of(UPPER + DIGITS, 16)).map((parts) => parts.join('')),
  'private key': of(WORD, 64).map((text) => `-----BEGIN ${'RSA PRIVATE'} KEY-----${text}`),
  'GitHub token': fc.oneof(
    fc.tuple(fc.constantFrom('ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'), of(WORD, 36)).map((parts) => parts.join('')),
    of(WORD, 59).map((text) => `github_pat_${text}`),
  ),
  'GitLab token': of(WORD, 20).map((text) => `glpat-${text}`),
  'Slack token': fc.oneof(
    of(DIGITS, 12).map((text) => `xoxb-${text}-${text}`),
    fc
      .tuple(of(UPPER + DIGITS, 11), of(DIGITS, 13), of('abcdef0123456789', 64))
      .map(([app, id, text]) => `xapp-1-${app}-${id}-${text}`),
  ),
  'Twilio key': of('abcdef0123456789', 32).map((text) => `SK${text}`),
  'Slack webhook': of(UPPER + DIGITS, 9).map((text) => `https://hooks.slack.com/services/T${text}/B${text}/${text}`),
  'Stripe key': fc.tuple(fc.constantFrom('s', 'r'), of(WORD, 24)).map(([kind, text]) => `${kind}k_live_${text}`),
  'Google API key': of(WORD, 35).map((text) => `AIza${text}`),
  'Anthropic key': of(WORD, 40).map((text) => `sk-ant-api03-${text}`),
  'OpenAI key': fc.oneof(
    of(WORD, 48).map((text) => `sk-${text}`),
    of(WORD, 48).map((text) => `sk-proj-${text}`),
  ),
  'Hugging Face token': of(LOWER + UPPER, 34).map((text) => `hf_${text}`),
  'npm token': of(WORD, 36).map((text) => `npm_${text}`),
  'PyPI token': of(WORD, 80).map((text) => `pypi-${text}`),
  'SendGrid key': fc.tuple(of(WORD, 22), of(WORD, 43)).map(([id, text]) => `SG.${id}.${text}`),
  'Databricks token': of('abcdef0123456789', 32).map((text) => `dapi${text}`),
  'JSON Web Token': of(WORD, 30).map((text) => `eyJ${text}.eyJ${text}.${text}`),
  'URL with a password': of(WORD, 12).map((text) => `postgres://ada:${text}@db.example.com/jobs`),
  'Azure account key': of(WORD, 86).map((text) => `AccountName=jobs;AccountKey=${text}==`),
  'presigned URL': of('abcdef0123456789', 64).map((text) => `https://data.s3.amazonaws.com/a?X-Amz-Signature=${text}`),
  'AWS secret access key': of(WORD, 40).map((text) => `aws_secret_access_key=${text}`),
};

const PLACED: Readonly<Record<string, (text: string) => Partial<Workload>>> = {
  hyperparameters: (text) => ({ hyperparameters: { value: { note: text }, path: '/HyperParameters' } }),
  'hyperparameters, as JSON': (text) => ({
    hyperparameters: { value: { note: JSON.stringify({ deep: text }) }, path: '/HyperParameters' },
  }),
  'names of hyperparameters': (text) => ({ hyperparameters: { value: { [text]: 'a' }, path: '/HyperParameters' } }),
  'names and values of hyperparameters': (text) => ({
    hyperparameters: { value: { [`x ${text}`]: text }, path: '/HyperParameters' },
  }),
  environment: (text) => ({ environment: { value: { NOTE: text }, path: '/Environment' } }),
  'names of the environment': (text) => ({ environment: { value: { [text]: text }, path: '/Environment' } }),
  tags: (text) => ({ tags: { value: [{ key: 'Note', value: text, path: '/Tags/0' }], path: '/Tags' } }),
  'names of tags': (text) => ({ tags: { value: [{ key: text, value: 'a', path: '/Tags/0' }], path: '/Tags' } }),
  'parameters of monitoring': (text) => ({ monitoringParameters: [{ key: 'note', value: text, path: '/Hook/note' }] }),
  'names of parameters of monitoring': (text) => ({
    monitoringParameters: [{ key: text, value: text, path: `/Hook/${text.replaceAll('/', '~1')}` }],
  }),
  entrypoint: (text) => ({ entrypoint: { value: ['sh', '-c', `run ${text}`], path: '/Entrypoint' } }),
  arguments: (text) => ({ entrypointArguments: { value: ['--note', text], path: '/Arguments' } }),
  'arguments, behind a sign': (text) => ({ entrypointArguments: { value: [`--note=${text}`], path: '/Arguments' } }),
};

const scan = (workload: Partial<Workload>, params = {}) => ruleOf('secrets-scan').check(params)(subject({ workload }));

it('has a secret of every shape', () => {
  expect(Object.keys(SECRETS).sort()).toEqual(SHAPES.map(({ name }) => name).sort());
});

describe.each(Object.keys(SECRETS))('%s', (kind) => {
  it.each(Object.keys(PLACED))('is found in %s, and never shown', (place) => {
    fc.assert(
      fc.property(SECRETS[kind] ?? fc.constant(''), (secret) => {
        const found = scan(PLACED[place]?.(secret) ?? {}, { entropy: false });
        expect(found.map(({ observed }) => observed)).toContain(kind);
        expect(JSON.stringify(found)).not.toContain(secret);
        expect(JSON.stringify(found)).not.toContain(secret.slice(-12));
      }),
      { numRuns: 30 },
    );
  });
});

describe('what has no shape', () => {
  it('is found by its name, and never shown', () => {
    const name = fc.constantFrom('password', 'DB_PASSWORD', 'apiKey', 'auth-token', 'client_secret', 'hfToken');
    fc.assert(
      fc.property(name, of(LOWER, 12), (key, secret) => {
        for (const member of ['hyperparameters', 'environment'] as const) {
          const found = scan({ [member]: { value: { [key]: secret }, path: '/x' } });
          expect(found).toHaveLength(1);
          expect(JSON.stringify(found)).not.toContain(secret);
        }
        const found = scan({ entrypoint: { value: ['run', `--${key}`, secret], path: '/x' } });
        expect(found).toHaveLength(1);
        expect(JSON.stringify(found)).not.toContain(secret);
      }),
    );
  });

  it('is found by its randomness where it is long, and never shown', () => {
    const seen = { all: 0, found: 0 };
    const random = fc.oneof(of(`${WORD}+/`, 48), of(`${WORD}-_`, 64), of('abcdef0123456789', 40));
    fc.assert(
      fc.property(random, (secret) => {
        const found = scan({ environment: { value: { NOTE: `a ${secret}` }, path: '/Environment' } });
        seen.all += 1;
        seen.found += found.length;
        expect(JSON.stringify(found)).not.toContain(secret);
      }),
      { numRuns: 1000 },
    );
    // Chance makes texts that are not random as well.
    expect(seen.found / seen.all).toBeGreaterThan(0.9);
  });

  it('is found as hexadecimal digits behind a prefix', () => {
    const prefix = fc.constantFrom('dop_v1_', 'pul-', 'shpat_', 'wandb-', 'K8S-', 'a-b_', '');
    const seen = { all: 0, found: 0 };
    fc.assert(
      fc.property(prefix, of('abcdef0123456789', 32), fc.constantFrom('', '-x', '_1'), (before, secret, after) => {
        const found = scan({ environment: { value: { NOTE: before + secret + after }, path: '/Environment' } });
        seen.all += 1;
        seen.found += found.length;
        expect(JSON.stringify(found)).not.toContain(secret);
      }),
      { numRuns: 1000 },
    );
    expect(seen.found / seen.all).toBeGreaterThan(0.9);
  });

  it('is not seen in UUIDs', () => {
    const mark = fc.constantFrom('-', '_', '/', '+');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.uuid(), mark), { maxLength: 5 }), (parts) => {
        expect(scan({ environment: { value: { NOTE: parts.flat().join('') }, path: '/Environment' } })).toEqual([]);
      }),
    );
  });

  it('is not seen in words', () => {
    const words = fc.constantFrom(
      ...['resnet', 'Image', 'Net', 'train', '2026', 'v2', 'Large', 'vision', '50', 'bert'],
    );
    const mark = fc.constantFrom('-', '_', '/', '.', ' ', '');
    fc.assert(
      fc.property(fc.array(fc.tuple(words, mark), { maxLength: 20 }), (parts) => {
        expect(scan({ environment: { value: { NOTE: parts.flat().join('') }, path: '/Environment' } })).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
