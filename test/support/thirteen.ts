import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The same thirteen policies by the rules that there are, and in CEL. */
export type Language = 'catalogue' | 'cel';

const ROOT = join(import.meta.dirname, '../..');

const read = (file: string) => parse(readFileSync(join(ROOT, file), 'utf8'));

/** The sample organisation, which sets nothing in requests, with the thirteen policies in one of the two languages. */
export function thirteenPolicies(language: Language): Readonly<Record<string, string>> {
  const { defaults: _defaults, overrides: _overrides, ...organization } = read('policies/organization.yaml');
  const policies = Object.entries(read(`test/data/thirteen/${language}.yaml`) as Record<string, object[]>);
  const files = policies.map(([policy, bindings]) => {
    const bound = bindings.map((binding) => ({ ...binding, enforcement: 'deny' }));
    const content = { policy, description: 'One of thirteen.', owner: 'owner@example.com', bindings: bound };
    // JSON is YAML, too.
    return [`${policy}.yaml`, JSON.stringify(content)];
  });
  return {
    ...Object.fromEntries(files),
    'organization.yaml': JSON.stringify(organization),
    'quotas.yaml': 'quotas: []',
  };
}
