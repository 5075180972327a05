import type { Applicability, Match } from '../../gateway/rules/match.ts';
import { listed, oneOf } from '../../gateway/rules/rule.ts';

/**
 * Whom of a team, and which of its jobs, a binding is for: ", for jobs with the tag …, but not for …"; empty where it is
 * for all of them. The team itself is not said, since it is who reads.
 */
export function scopeInWords({ match, except }: Applicability, team: string): string {
  const included = match ? membersInWords(match) : '';
  const isOther = except?.teams !== undefined && !except.teams.includes(team);
  const excluded = except && !isOther ? membersInWords(except) : '';
  return `${included && `, for ${included}`}${excluded && `, but not for ${excluded}`}`;
}

/** "jobs of `ada@example.com` with the tag `Environment`: `dev`"; empty where nothing but teams is named. */
export function membersInWords({ people, groups, tags }: Match): string {
  const conditions = [
    ...(people ? [`of ${listed(people)}`] : []),
    ...(groups ? [`of people in ${oneOf(groups)}`] : []),
    ...Object.entries(tags ?? {}).map(([key, values]) => `with the tag \`${key}\`: ${oneOf(values)}`),
  ];
  return conditions.length === 0 ? '' : `jobs ${conditions.join(' and ')}`;
}
