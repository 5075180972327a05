import { describe, expect, it } from '@jest/globals';
import type { Defaults, Organization, Team } from '../../gateway/shared/organization.ts';
import { settingsFor } from '../../gateway/shared/settings.ts';
import { subject } from '../support/subject.ts';

const { principal } = subject();
const TEAM: Team = {
  id: 'vision',
  department: 'research',
  trainingRoles: [],
  values: { keys: ['alias/first', 'alias/second'], subnets: ['subnet-1', 'subnet-2'], groups: ['sg-1'], none: [] },
};

function settings(parts: { defaults?: Defaults; overrides?: Defaults; team?: Defaults }) {
  const { defaults, overrides, team } = parts;
  const organization: Organization = {
    name: 'Example Corp',
    accounts: [],
    teams: [],
    people: [],
    principals: [],
    ...(defaults && { defaults }),
    ...(overrides && { overrides }),
  };
  return settingsFor(organization, { ...TEAM, ...(team && { defaults: team }) }, principal);
}

describe('settingsFor', () => {
  it('has none where the organisation has none', () => {
    expect(settings({})).toEqual([]);
  });

  it.each<[string, Defaults, object]>([
    ['a key', { volumeKey: 'alias/a' }, { kind: 'volume-key', key: 'alias/a' }],
    ['the first of a list of the team', { outputKey: { team: 'keys' } }, { kind: 'output-key', key: 'alias/first' }],
    [
      'a network of lists of the team',
      { network: { subnets: { team: 'subnets' }, securityGroups: { team: 'groups' } } },
      { kind: 'network', subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'] },
    ],
    ['encryption between containers', { trafficEncryption: true }, { kind: 'traffic-encryption', on: true }],
    ['isolation, also none', { networkIsolation: false }, { kind: 'network-isolation', on: false }],
    ['a time', { maxRuntimeSeconds: 60 }, { kind: 'max-runtime', seconds: 60 }],
    ['a tag', { tags: { Environment: 'dev' } }, { kind: 'tag', key: 'Environment', value: 'dev' }],
    ['a tag of the team', { tags: { Key: { team: 'keys' } } }, { kind: 'tag', key: 'Key', value: 'alias/first' }],
    ['the person', { tags: { Owner: { caller: 'person' } } }, { kind: 'tag', key: 'Owner', value: 'ada@example.com' }],
    ['the team', { tags: { Team: { caller: 'team' } } }, { kind: 'tag', key: 'Team', value: 'vision' }],
  ])('%s', (_name, defaults, expected) => {
    expect(settings({ defaults })).toEqual([{ ...expected, wins: false }]);
    expect(settings({ overrides: defaults })).toEqual([{ ...expected, wins: true }]);
  });

  it.each<[string, Defaults]>([
    ['a list that the team lacks', { outputKey: { team: 'others' } }],
    ['an empty list', { volumeKey: { team: 'none' }, tags: { A: { team: 'none' } } }],
    ['half a network', { network: { subnets: { team: 'subnets' }, securityGroups: { team: 'none' } } }],
    ['a list that an object has by nature', { outputKey: { team: 'constructor' } }],
  ])('takes nothing from %s', (_name, defaults) => {
    expect(settings({ defaults })).toEqual([]);
  });

  it('takes no more of a network than SageMaker does', () => {
    const ids = (letter: string) => Array.from({ length: 20 }, (_, i) => `${letter}-${i}`);
    const [found] = settings({ defaults: { network: { subnets: ids('subnet'), securityGroups: ids('sg') } } });
    expect(found).toMatchObject({ subnets: ids('subnet').slice(0, 16), securityGroups: ids('sg').slice(0, 5) });
  });

  it('prefers the override, then the team, then the organisation, thing by thing', () => {
    const tags = (of: string, ...keys: string[]) => ({ tags: Object.fromEntries(keys.map((key) => [key, of])) });
    const found = settings({
      overrides: tags('override', 'A'),
      team: { ...tags('team', 'A', 'B'), maxRuntimeSeconds: 1 },
      defaults: { ...tags('organisation', 'A', 'B', 'C'), maxRuntimeSeconds: 2 },
    });
    expect(found).toHaveLength(4);
    expect(found).toEqual(
      expect.arrayContaining([
        { kind: 'tag', key: 'A', value: 'override', wins: true },
        { kind: 'tag', key: 'B', value: 'team', wins: false },
        { kind: 'tag', key: 'C', value: 'organisation', wins: false },
        { kind: 'max-runtime', seconds: 1, wins: false },
      ]),
    );
  });
});
