import { type Binding, evaluate } from '../rules/evaluate.ts';
import type { FoundViolation } from '../shared/decision.ts';
import type { Organization, Person, Team } from '../shared/organization.ts';
import { NO_PRICES } from '../shared/prices.ts';
import { type Setting, settingsFor } from '../shared/settings.ts';
import type { At, Workload } from '../shared/workload.ts';
import type { BundleProblem } from './problem.ts';
import type { SourceFile, Steps } from './source-file.ts';

/**
 * organization.yaml: no default or override is one that a policy refuses whenever it is set. Bindings that depend on a
 * request's tags are left out: what they refuse is seen when a request comes.
 */
export function checkSettings(
  file: SourceFile,
  organization: Organization,
  bindings: readonly Binding[],
): readonly BundleProblem[] {
  const fixed = bindings.filter(
    ({ enforcement, match, except }) => enforcement === 'deny' && !match?.tags && !except?.tags,
  );
  const problems = organization.people.flatMap((person) => conflictsOf(file, organization, person, fixed));
  // Once for each place and team, however many people are in it.
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function conflictsOf(file: SourceFile, organization: Organization, person: Person, bindings: readonly Binding[]) {
  const team = organization.teams.find(({ id }) => id === person.team);
  const [account] = organization.accounts;
  if (!team || !account) return [];
  const principal = { arn: '', person: person.id, team: team.id, roles: person.roles, groups: person.groups };
  const site = { accountId: account.id, region: account.regions[0] ?? '' };
  return settingsFor(organization, team, principal).flatMap((setting): readonly BundleProblem[] => {
    const workload = workloadWith(setting);
    const { violations } = evaluate(bindings, { workload, request: {}, principal, team, site, prices: NO_PRICES });
    const refusal = violations.find(({ path, clamp }) => path.startsWith(PLACE) && !clamp);
    return refusal ? [problemOf(file, organization, team, setting, refusal)] : [];
  });
}

function problemOf(
  file: SourceFile,
  organization: Organization,
  team: Team,
  setting: Setting,
  refusal: FoundViolation,
) {
  const steps = placeOf(organization, team, setting);
  const message = `\`${steps.at(-1)}\` is refused for team \`${team.id}\` by the policy \`${refusal.policy}\`: ${refusal.message}; change one of the two`;
  return { file: file.name, ...file.placeOf(steps, 'value'), message };
}

/** Where the setting is written: an override, else the team's own default, else the organisation's. */
function placeOf(organization: Organization, team: Team, setting: Setting): Steps {
  const steps = stepsOf(setting);
  if (setting.wins) return ['overrides', ...steps];
  const index = String(organization.teams.indexOf(team));
  const [member = '', key] = steps;
  const own = (team.defaults as Readonly<Record<string, unknown>> | undefined)?.[member];
  const isOwn = key === undefined ? own !== undefined : Object.hasOwn((own ?? {}) as object, key);
  return isOwn ? ['teams', index, 'defaults', ...steps] : ['defaults', ...steps];
}

function stepsOf(setting: Setting): Steps {
  if (setting.kind === 'tag') return ['tags', setting.key];
  return [MEMBERS[setting.kind]];
}

const MEMBERS = {
  network: 'network',
  'volume-key': 'volumeKey',
  'output-key': 'outputKey',
  'traffic-encryption': 'trafficEncryption',
  'network-isolation': 'networkIsolation',
  'max-runtime': 'maxRuntimeSeconds',
} as const;

/** Where the setting stands in the workload; everything else stands elsewhere. */
const PLACE = '/setting';
const at = <T>(value: T): At<T> => ({ value, path: PLACE });
const elsewhere = <T>(value: T): At<T> => ({ value, path: '/elsewhere' });

/** A workload of nothing but the setting. */
function workloadWith(setting: Setting): Workload {
  const type = 'ml.m5.xlarge';
  const group = { type, count: 1, use: 'training', isAlternative: false, path: '/elsewhere', countPath: null } as const;
  const empty: Workload = {
    action: '',
    name: elsewhere(''),
    groups: [{ ...group, volumeSizeGb: elsewhere(null) }],
    volumeKmsKey: elsewhere(null),
    outputKmsKey: elsewhere(null),
    maxRuntimeSeconds: elsewhere(null),
    maxWaitSeconds: elsewhere(null),
    keepAliveSeconds: elsewhere(0),
    role: elsewhere(''),
    images: [],
    algorithm: elsewhere(null),
    network: elsewhere(null),
    networkIsolation: elsewhere(false),
    trafficEncryption: elsewhere(false),
    spot: elsewhere(false),
    data: [],
    checkpoints: elsewhere(false),
    tags: elsewhere([]),
    features: [],
    hyperparameters: elsewhere({}),
    environment: elsewhere({}),
    monitoringParameters: [],
    entrypoint: elsewhere([]),
    entrypointArguments: elsewhere([]),
  };
  return { ...empty, ...partOf(setting) };
}

function partOf(setting: Setting): Partial<Workload> {
  switch (setting.kind) {
    case 'network':
      return { network: at({ subnets: setting.subnets, securityGroups: setting.securityGroups }) };
    case 'volume-key':
      return { volumeKmsKey: at(setting.key) };
    case 'output-key':
      return { outputKmsKey: at(setting.key) };
    case 'traffic-encryption':
      return { trafficEncryption: at(setting.on) };
    case 'network-isolation':
      return { networkIsolation: at(setting.on) };
    case 'max-runtime':
      return { maxRuntimeSeconds: at(setting.seconds) };
    case 'tag':
      return { tags: elsewhere([{ key: setting.key, value: setting.value, path: PLACE }]) };
  }
}
