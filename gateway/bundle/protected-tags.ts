import { openQuotas } from '../quota/quotas.ts';
import { ruleOf } from '../rules/index.ts';
import type { Match } from '../rules/match.ts';
import { EVERY_TAG } from '../rules/rule.ts';
import type { Bound } from '../rules/waiver.ts';
import type { BundleContent, Policy } from './document.ts';

/** Keys of tags that no one may change once a job was judged; EVERY_TAG where that may be any. */
export interface ProtectedTags {
  /** Of every job. */
  readonly all: ReadonlySet<string>;
  /** Of a team's jobs besides, for its own policies. */
  readonly ofTeams: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Those that rules look at, that choose which bindings apply, that waivers and quotas rest on, and that the organisation sets. */
export function protectedTags({
  organization,
  policies,
  quotas,
  quotaTerms,
  waivers = [],
}: BundleContent): ProtectedTags {
  const { defaults, overrides, teams } = organization;
  const settings = [defaults, overrides, ...teams.map((team) => team.defaults)];
  const ofAll = policies.filter(({ team }) => team === undefined);
  const bounds = waivers.flatMap(({ within }) => within);
  return {
    all: new Set([
      ...settings.flatMap(keysIn),
      ...ofAll.flatMap(judgedBy),
      ...bounds.flatMap(lookedAt),
      ...openQuotas(quotas, quotaTerms).tags,
    ]),
    ofTeams: new Map(
      teams.map(({ id }) => [id, new Set(policies.filter(({ team }) => team === id).flatMap(judgedBy))]),
    ),
  };
}

const judgedBy = ({ bindings }: Policy): readonly string[] =>
  bindings.flatMap((binding) => [...keysIn(binding.match), ...keysIn(binding.except), ...lookedAt(binding)]);

const lookedAt = ({ rule, params }: Bound): readonly string[] => ruleOf(rule).tagKeys(params);

const keysIn = (tagged: Pick<Match, 'tags'> | { readonly tags?: object } | undefined): readonly string[] =>
  Object.keys(tagged?.tags ?? {});

/** Whether a tag of this key is protected on jobs of the team. */
export const isProtectedTag = ({ all, ofTeams }: ProtectedTags, team: string, key: string): boolean =>
  [all, ofTeams.get(team)].some((keys) => keys?.has(key) || keys?.has(EVERY_TAG));
