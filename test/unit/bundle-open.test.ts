import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { compileBundle } from '../../gateway/bundle/compile.ts';
import type { Policy } from '../../gateway/bundle/document.ts';
import { openBundle } from '../../gateway/bundle/open.ts';
import { versionOf } from '../../gateway/bundle/version.ts';
import { RULES } from '../../gateway/rules/index.ts';
import { compilePolicies } from '../../scripts/compile-policies.ts';
import { readPolicies } from '../../scripts/read-policies.ts';
import { compiled, FILES, POLICY, problemsIn } from '../support/small-files.ts';

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
      ['built-in', 'workload', 'deny'],
      ['built-in', 'execution-role', 'deny'],
      ['caps', 'instance-caps', 'deny'],
    ]);
    expect(bundle.bindings.map(({ owner }) => owner)).toEqual([null, null, null, 'ml@example.com']);
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
    ['hold only', 'hold', '    approvals: [{ group: leads }]\n', 2],
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

it('the examples of docs/policies.md, docs/quotas.md and docs/rules.md compile', () => {
  const pages = ['policies.md', 'quotas.md', 'rules.md'].map((page) => join(import.meta.dirname, '../../docs', page));
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
      'quotas.yaml': blockOf('timeZone:'),
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
    expect(quotas.limits.length).toBeGreaterThan(0);
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
      `${join(temporary, 'caps.yaml')}:6:18 \`hold\` asks people: say in \`approvals\` whom`,
    );
  });
});
