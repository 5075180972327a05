import { expect } from '@jest/globals';
import type { Bundle } from '../../gateway/bundle/open.ts';
import { bundleOf } from './judging.ts';

export const ORGANIZATION = `
name: Example Corp
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams:
  - id: vision
    department: research
    trainingRoles: [arn:aws:iam::111122223333:role/vision-training]
    values: { subnets: [subnet-0a1410aaaa0000001], securityGroups: [sg-0a1410cccc0000003] }
people:
  - { id: ada@example.com, name: Ada, team: vision, groups: [leads] }
  - { id: ben@example.com, name: Ben, team: vision }
principals: []
`;

export const policy = (id: string, bindings: string) =>
  `policy: ${id}\ndescription: d\nowner: a@example.com\nbindings:\n${bindings}`;

const CAPS = policy(
  'caps',
  '  - { rule: instance-caps, enforcement: deny, params: { allowedTypes: [ml.m5.*, ml.g5.xlarge], maxInstances: 4 } }\n',
);
const RUNTIME = policy(
  'runtime',
  '  - { rule: max-runtime, enforcement: deny, except: { tags: { Environment: [dev] } }, params: { maxSeconds: 7200 } }\n',
);
export const NETWORK = policy(
  'network',
  '  - { rule: vpc, enforcement: deny, params: { required: true, subnets: { team: subnets } } }\n',
);
const TAGS = policy(
  'tags',
  `  - rule: required-tags
    enforcement: deny
    params: { tags: [{ key: Environment, values: [dev, prod] }, { key: Project, pattern: '[a-z][a-z0-9-]{2,30}' }] }
`,
);
export const FILES = {
  'organization.yaml': ORGANIZATION,
  'quotas.yaml': 'quotas: []\n',
  'caps.yaml': CAPS,
  'runtime.yaml': RUNTIME,
  'network.yaml': NETWORK,
  'tags.yaml': TAGS,
};
export const BEFORE = bundleOf(FILES);

export const changed = (file: keyof typeof FILES, from: string, to: string): Bundle => {
  expect(FILES[file]).toContain(from);
  return bundleOf({ ...FILES, [file]: FILES[file].replace(from, to) });
};

export const WAIVERS = `waivers:
  - waiver: big-run
    policy: caps
    rule: instance-caps
    for: { groups: [leads] }
    within:
      - { rule: instance-caps, params: { maxInstances: 8 } }
    owner: a@example.com
    reason: r
    ticket: T-1
    expires: '2027-01-01T00:00:00Z'
    maxUses: 3
`;

export const { 'network.yaml': _, ...WITHOUT_NETWORK } = FILES;

/** Files as they are, with others in their place; a file that is null is left out. */
export const bundleWith = (others: Readonly<Record<string, string>>): Bundle => bundleOf({ ...FILES, ...others });

export const binding = (rule: string, params: string): Record<string, string> => ({
  'extra.yaml': policy('extra', `  - { rule: ${rule}, enforcement: deny, params: ${params} }\n`),
});

export const QUOTAS = (limits: string) => ({ 'quotas.yaml': `quotas: [{ scope: org, limits: ${limits} }]\n` });

export const PEOPLE = ['ada@example.com', 'ben@example.com'];

/** The same organisation with people who approve: two in `finance`, one in `platform`. */
const APPROVERS = `  - { id: finn@example.com, name: Finn, team: vision, groups: [finance] }
  - { id: fay@example.com, name: Fay, team: vision, groups: [finance] }
  - { id: petra@example.com, name: Petra, team: vision, groups: [platform] }
principals:`;
const WITH_APPROVERS = { ...FILES, 'organization.yaml': ORGANIZATION.replace('principals:', APPROVERS) };

/** That organisation, with others in the place of files. */
export const heldWith = (others: Readonly<Record<string, string>>): Bundle =>
  bundleOf({ ...WITH_APPROVERS, ...others });

/** Its network policy with another enforcement; of a hold with who approves. */
export const network = (enforcement: string): Record<string, string> => ({
  'network.yaml': NETWORK.replace('enforcement: deny', `enforcement: ${enforcement}`),
});

/** `hold` with who approves. */
export const holdBy = (...approvals: string[]): string =>
  `hold, approvals: [${approvals.map((each) => `{ group: ${each} }`).join(', ')}]`;
