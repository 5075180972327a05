import { type BundleFile, compileBundle } from '../../gateway/bundle/compile.ts';
import type { BundleDocument } from '../../gateway/bundle/document.ts';

export const ORGANIZATION = `name: Example
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
export const QUOTAS = 'quotas:\n  - scope: org\n    limits: { jobs: 10 }\n';
export const POLICY = `policy: caps
description: Not too much.
owner: ml@example.com
bindings:
  - rule: instance-caps
    enforcement: deny
    params:
      maxGpus: 8
`;

export const FILES = { 'organization.yaml': ORGANIZATION, 'quotas.yaml': QUOTAS, 'caps.yaml': POLICY };
export const filesOf = (texts: Readonly<Record<string, string>>): readonly BundleFile[] =>
  Object.entries(texts).map(([name, text]) => ({ name, text }));

/** The files compiled; throws where they do not. */
export function compiled(texts: Readonly<Record<string, string>> = FILES): BundleDocument {
  const result = compileBundle(filesOf(texts));
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** What keeps files from compiling, as a person sees it. */
export function problemsIn(texts: Readonly<Record<string, string>>): readonly string[] {
  const compiled = compileBundle(filesOf(texts));
  return compiled.ok ? [] : compiled.error.map((each) => `${each.file}:${each.line}:${each.column} ${each.message}`);
}
