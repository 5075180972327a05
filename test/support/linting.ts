import { expect } from '@jest/globals';
import { lintPolicies } from '../../cli/policies/lint.ts';

export const NOW = Date.UTC(2026, 10, 27);

export const ORGANIZATION = `
name: Example Corp
accounts:
  - { id: '111122223333', regions: [eu-west-1] }
defaults:
  tags: { Owner: { caller: person } }
teams:
  - id: vision
    department: research
    trainingRoles: [arn:aws:iam::111122223333:role/vision-training]
    values: { costCenters: [CC-1410] }
  - { id: empty, department: research }
people:
  - { id: ada@example.com, name: Ada, team: vision, groups: [leads] }
  - { id: ben@example.com, name: Ben, team: vision }
principals: []
`;

export const policy = (bindings: string, id = 'caps') =>
  `policy: ${id}\ndescription: d\nowner: a@example.com\nbindings:\n${bindings}`;

export const cap = (more: string, enforcement = 'deny', most = 4) =>
  `  - { rule: instance-caps, enforcement: ${enforcement}, ${more}params: { maxInstances: ${most} } }\n`;

export const filesOf = (files: Readonly<Record<string, string>>) =>
  Object.entries({ 'organization.yaml': ORGANIZATION, 'quotas.yaml': 'quotas: []\n', ...files }).map(
    ([name, text]) => ({ name, text }),
  );

export const warned = (files: Readonly<Record<string, string>>): readonly string[] => {
  const { errors, warnings } = lintPolicies(filesOf(files), NOW);
  expect(errors).toEqual([]);
  return warnings.map(({ check, file, line, column, message }) => `${file}:${line}:${column} ${check}: ${message}`);
};
