import { type Defaults, type OneValue, type Organization, type Team, valuesOf } from './organization.ts';
import type { Principal } from './principal.ts';
import { MOST_SECURITY_GROUPS, MOST_SUBNETS } from './workload.ts';

/** A value that the organisation has for a request, in terms that any governed action understands. */
export type Setting = SettingValue & {
  /** The organisation's value replaces the caller's; else it is for requests that say nothing. */
  readonly wins: boolean;
};

export type SettingValue =
  | { readonly kind: 'network'; readonly subnets: readonly string[]; readonly securityGroups: readonly string[] }
  | { readonly kind: 'volume-key' | 'output-key'; readonly key: string }
  | { readonly kind: 'traffic-encryption' | 'network-isolation'; readonly on: boolean }
  | { readonly kind: 'max-runtime'; readonly seconds: number }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string };

/**
 * What the organisation sets in a principal's requests: of each thing the organisation's override, else the team's
 * default, else the organisation's. A value from a list that the team lacks is none.
 */
export function settingsFor(organization: Organization, team: Team, principal: Principal): readonly Setting[] {
  const known = settingsOf.get(organization) ?? new Map<string, readonly Setting[]>();
  settingsOf.set(organization, known);
  const key = `${team.id} ${principal.person}`;
  const settings = known.get(key) ?? workedOut(organization, team, principal);
  known.set(key, settings);
  return settings;
}

/** An organisation never changes, so what it sets for a person is worked out once. */
const settingsOf = new WeakMap<Organization, Map<string, readonly Setting[]>>();

function workedOut(organization: Organization, team: Team, principal: Principal): readonly Setting[] {
  const sources = [
    { defaults: organization.overrides, wins: true },
    { defaults: team.defaults, wins: false },
    { defaults: organization.defaults, wins: false },
  ];
  const settings = sources.flatMap(({ defaults = {}, wins }) =>
    [...valuesIn(defaults, team, principal)].map((value): Setting => ({ ...value, wins })),
  );
  return settings.filter((setting, index) => settings.findIndex((other) => isSameThing(setting, other)) === index);
}

/** Whether two settings are about the same: of those the first counts. */
const isSameThing = (one: Setting, other: Setting): boolean =>
  one.kind === other.kind && !(one.kind === 'tag' && other.kind === 'tag' && one.key !== other.key);

function* valuesIn(defaults: Defaults, team: Team, principal: Principal): Iterable<SettingValue> {
  const { network, volumeKey, outputKey, trafficEncryption, networkIsolation, maxRuntimeSeconds, tags } = defaults;
  if (network) yield* networkIn(network, team);
  yield* keyIn('volume-key', volumeKey, team);
  yield* keyIn('output-key', outputKey, team);
  if (trafficEncryption !== undefined) yield { kind: 'traffic-encryption', on: trafficEncryption };
  if (networkIsolation !== undefined) yield { kind: 'network-isolation', on: networkIsolation };
  if (maxRuntimeSeconds !== undefined) yield { kind: 'max-runtime', seconds: maxRuntimeSeconds };
  for (const [key, source] of Object.entries(tags ?? {})) {
    const value = tagValue(source, team, principal);
    if (value !== undefined) yield { kind: 'tag', key, value };
  }
}

function networkIn(network: NonNullable<Defaults['network']>, team: Team): readonly SettingValue[] {
  const subnets = valuesOf(network.subnets, team).slice(0, MOST_SUBNETS);
  const securityGroups = valuesOf(network.securityGroups, team).slice(0, MOST_SECURITY_GROUPS);
  return subnets.length > 0 && securityGroups.length > 0 ? [{ kind: 'network', subnets, securityGroups }] : [];
}

function keyIn(kind: 'volume-key' | 'output-key', source: OneValue | undefined, team: Team): readonly SettingValue[] {
  const key = source && firstOf(source, team);
  return key === undefined ? [] : [{ kind, key }];
}

const tagValue = (source: OneValue | { caller: 'person' | 'team' }, team: Team, principal: Principal) =>
  typeof source === 'object' && 'caller' in source ? principal[source.caller] : firstOf(source, team);

const firstOf = (source: OneValue, team: Team): string | undefined =>
  typeof source === 'string' ? source : valuesOf(source, team)[0];
