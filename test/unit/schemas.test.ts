import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { compileBundle } from '../../gateway/bundle/compile.ts';
import { isJsonList, isJsonObject, type Json } from '../../gateway/shared/json.ts';
import { schemaFiles } from '../../scripts/generate-schemas.ts';
import { readPolicies } from '../../scripts/read-policies.ts';

const schemaOf = (file: string) => JSON.parse(readFileSync(join('schemas', file), 'utf8'));

/** What an editor would say: no format is known to it. */
function errorsIn(schemaFile: string, value: unknown): readonly string[] {
  const fits = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schemaOf(schemaFile));
  fits(value);
  return (fits.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

describe('schemas/', () => {
  it('is what `npm run docs` writes', () => {
    const files = readdirSync('schemas').map((file) => [file, readFileSync(join('schemas', file), 'utf8')]);
    expect(Object.fromEntries(files)).toEqual(schemaFiles());
  });

  it.each(Object.keys(schemaFiles()))('%s says of every member what it is', (file) => {
    expect(untold(schemaOf(file))).toEqual([]);
  });

  it.each(readdirSync('policies').filter((file) => file.endsWith('.yaml')))(
    'fits %s, which names its schema',
    (file) => {
      const text = readFileSync(join('policies', file), 'utf8');
      const [, schema = ''] = /^# yaml-language-server: \$schema=\.\.\/schemas\/(.+)\n/.exec(text) ?? [];
      expect([file, errorsIn(schema, parse(text))]).toEqual([file, []]);
    },
  );

  const policy = (binding: object) => ({ policy: 'x', description: 'y', owner: 'a@example.com', bindings: [binding] });

  it.each<readonly [string, string, object, string]>([
    ['a rule that is none', 'policy', policy({ rule: 'instance-cap', enforcement: 'deny' }), '/bindings/0/rule enum'],
    [
      'an enforcement that is none',
      'policy',
      policy({ rule: 'vpc', enforcement: 'held' }),
      '/bindings/0/enforcement enum',
    ],
    [
      'a param that the rule does not take',
      'policy',
      policy({ rule: 'vpc', enforcement: 'deny', params: { subnet: ['subnet-1'] } }),
      '/bindings/0/params additionalProperties',
    ],
    [
      'an instance type that is none',
      'policy',
      policy({ rule: 'instance-caps', enforcement: 'deny', params: { allowedTypes: ['ml.g5x.large'] } }),
      '/bindings/0/params/allowedTypes/0 enum',
    ],
    [
      'an owner without an address',
      'policy',
      { ...policy({ rule: 'vpc', enforcement: 'deny' }), owner: 'Ada' },
      '/owner pattern',
    ],
    ['a dimension that is none', 'quotas', { quotas: [{ scope: 'org', limits: { gpu: 1 } }] }, '/quotas/0/limits enum'],
    [
      'a day that is none',
      'prices',
      { date: 'today', usdPerHour: { 'eu-west-1': { 'ml.m5.large': 1 } } },
      '/date pattern',
    ],
    ['a waiver without an end', 'waivers', { waivers: [{ waiver: 'x' }] }, '/waivers/0 required'],
    ['no teams', 'organization', { name: 'x' }, ' required'],
  ])('finds %s', (_name, schema, value, error) => {
    expect(errorsIn(`${schema}.schema.json`, value)).toContain(error);
  });

  it('lets a pattern of instance types pass', () => {
    const params = { allowedTypes: ['ml.g5.*', 'ml.m5.large', 'serverless'] };
    expect(errorsIn('policy.schema.json', policy({ rule: 'instance-caps', enforcement: 'deny', params }))).toEqual([]);
  });
});

it('comments change no bundle', () => {
  const plain = readPolicies('policies').map(({ name, text }) => ({ name, text: text.replaceAll(/^ *#.*\n/gm, '') }));
  const versionOf = (files: Parameters<typeof compileBundle>[0]) => {
    const compiled = compileBundle(files);
    return compiled.ok ? compiled.value.version : compiled.error;
  };
  expect(versionOf(readPolicies('policies'))).toEqual(versionOf(plain));
});

/** Members without a description, by place. `rule` in a condition, and what a schema only repeats, say nothing new. */
function untold(schema: Json, place = ''): readonly string[] {
  if (isJsonList(schema)) return schema.flatMap((each, i) => untold(each, `${place}/${i}`));
  if (!isJsonObject(schema)) return [];
  return Object.entries(schema).flatMap(([name, value]) => {
    if (name === 'if') return [];
    if (name !== 'properties' || !isJsonObject(value)) return untold(value, `${place}/${name}`);
    const isCondition = place.endsWith('/then');
    return Object.entries(value).flatMap(([member, inner]) => [
      ...(isCondition || (isJsonObject(inner) && inner.description) ? [] : [`${place}/${member}`]),
      ...untold(inner, `${place}/${member}`),
    ]);
  });
}
