import { listed } from '../../gateway/rules/rule.ts';
import { secondsInWords } from '../../gateway/shared/duration.ts';
import type { Organization, Team } from '../../gateway/shared/organization.ts';
import { type Setting, settingsFor } from '../../gateway/shared/settings.ts';

/** Whoever reads. No person has such an id. */
const READER = 'you';

/** What the organisation sets in a team's requests: always, and where they say nothing. */
export function settingsInWords(organization: Organization, team: Team): readonly string[] {
  const reader = { arn: '', person: READER, team: team.id, roles: [], groups: [] };
  const settings = settingsFor(organization, team, reader);
  return [
    ...list(
      'Whatever they say:',
      settings.filter(({ wins }) => wins),
    ),
    ...list(
      'Where they say nothing of it:',
      settings.filter(({ wins }) => !wins),
    ),
  ];
}

const list = (heading: string, settings: readonly Setting[]): readonly string[] =>
  settings.length === 0 ? [] : [`${heading}\n`, `${settings.map((each) => `- ${inWords(each)}`).join('\n')}\n`];

function inWords(setting: Setting): string {
  switch (setting.kind) {
    case 'network':
      return `\`VpcConfig\`: subnets ${listed(setting.subnets)}; security groups ${listed(setting.securityGroups)}`;
    case 'volume-key':
      return `\`VolumeKmsKeyId\`, unless an instance type has local storage: \`${setting.key}\``;
    case 'output-key':
      return `\`KmsKeyId\` of \`OutputDataConfig\`: \`${setting.key}\``;
    case 'traffic-encryption':
      return `\`EnableInterContainerTrafficEncryption\`: \`${setting.on}\``;
    case 'network-isolation':
      return `\`EnableNetworkIsolation\`: \`${setting.on}\``;
    case 'max-runtime':
      return `\`MaxRuntimeInSeconds\`: ${secondsInWords(setting.seconds)}`;
    case 'tag':
      return `tag \`${setting.key}\`: ${setting.value === READER ? 'your e-mail address' : `\`${setting.value}\``}`;
  }
}
