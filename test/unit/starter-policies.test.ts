import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { compileBundle } from '../../gateway/bundle/compile.ts';
import { readPolicies } from '../../scripts/read-policies.ts';

const FOLDER = 'examples/starter-policies';
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const files = readPolicies(FOLDER);
const compiled = compileBundle(files);

interface Case {
  readonly name: string;
  readonly as: string;
  readonly request: string;
  readonly expect: { readonly verdict: string; readonly violations: readonly { readonly policy: string }[] };
}
const cases: readonly Case[] = readdirSync(join(FOLDER, 'cases'))
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => parse(read(`cases/${file}`)).cases);

describe('the starter policies', () => {
  it('compile', () => {
    expect(compiled.ok ? [] : compiled.error).toEqual([]);
  });

  it.each(files.map(({ name, text }) => [name, text]))('%s names its schema, and fits it', (_name, text) => {
    const [, schema = ''] = /^# yaml-language-server: \$schema=\.\.\/\.\.\/(schemas\/.+)\n/.exec(text) ?? [];
    const fits = new Ajv2020({ allowUnionTypes: true }).compile(JSON.parse(readFileSync(schema, 'utf8')));
    expect([fits(parse(text)), fits.errors]).toEqual([true, null]);
  });

  it('have cases for every policy, of people there are, with requests that are there', () => {
    if (!compiled.ok) throw new Error('the starter policies do not compile');
    const { policies, organization } = compiled.value.content;
    const named = new Set(cases.flatMap(({ expect: { violations } }) => violations.map(({ policy }) => policy)));
    expect([...named].sort()).toEqual([...policies.map(({ policy }) => policy), 'quotas'].sort());
    const people = organization.people.map(({ id }) => id);
    for (const { as, request } of cases) {
      expect(people).toContain(as);
      expect(JSON.parse(read(`cases/${request}`))).toHaveProperty('TrainingJobName');
    }
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it('are listed in their README, each and no other', () => {
    const listed = [...read('README.md').matchAll(/^\| `(.+\.yaml)` \|/gm)].map(([, file]) => file);
    expect(listed.sort()).toEqual(files.map(({ name }) => name).sort());
  });
});
