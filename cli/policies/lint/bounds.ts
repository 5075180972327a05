import { concerns } from '../../../gateway/rules/match.ts';
import { listed } from '../../../gateway/rules/rule.ts';
import type { Team } from '../../../gateway/shared/organization.ts';
import type { Principal } from '../../../gateway/shared/principal.ts';
import { type Finding, type Linted, type LintedBinding, placeText } from './linted.ts';
import { hasTags } from './reach.ts';

/** What one binding leaves to choose of one thing. */
interface Bound {
  readonly thing: string;
  readonly allowed: readonly string[];
  readonly binding: LintedBinding;
}

/**
 * Things of which a team is left no choice, by one binding's list that is empty or by several that have nothing in common. A
 * team without training roles trains nothing, and is left out.
 */
export function contradictoryBounds(all: Linted): readonly Finding[] {
  const found = all.people.flatMap((person) => {
    const team = trainingTeamOf(all, person);
    return team === undefined
      ? []
      : [...boundsOn(all, person, team)].flatMap(([, bounds]) =>
          contradiction(all, bounds).map((finding) => ({ team: team.id, finding })),
        );
  });
  return [...forNobody(all), ...ofTeams(found)];
}

/** What is found of one team; `WHOM` in the message stands for it. */
export interface TeamFinding {
  readonly team: string;
  readonly finding: Finding;
}

/** No character of a file: a message is of one line. */
export const WHOM = '\n';

/** Each finding once, however many people and teams meet it. */
export const ofTeams = (found: readonly TeamFinding[]): readonly Finding[] =>
  [...Map.groupBy(found, ({ finding }) => placeText(finding) + finding.message).values()].flatMap((alike) => {
    const [first] = alike;
    const teams = [...new Set(alike.map(({ team }) => team))];
    const whom = `${teams.length === 1 ? 'team' : 'teams'} ${listed(teams)}`;
    return first ? [{ ...first.finding, message: first.finding.message.replace(WHOM, () => whom) }] : [];
  });

/** Caps of no instance at all that are for everyone who could train. */
function forNobody(all: Linted): readonly Finding[] {
  const people = all.people.filter((person) => trainingTeamOf(all, person) !== undefined);
  const caps = all.bindings.filter(
    (each) => each.rule === CAPS_RULE && each.params.maxInstances === 0 && each.enforcement === 'deny',
  );
  return caps
    .filter((each) => !hasTags(each) && people.length > 0 && people.every((person) => concerns(each, person)))
    .map(({ file, steps }) => all.finding(file, [...steps, 'params', 'maxInstances'], NO_JOB));
}

const CAPS_RULE = 'instance-caps';
const NO_JOB =
  '`maxInstances` is 0 for everybody, which allows no job: allow at least 1, or say with `match` who is meant';

/** The person's team, where it can train. */
export function trainingTeamOf(all: Linted, person: Principal): Team | undefined {
  const team = teamOf(all, person);
  return team === undefined || team.trainingRoles.length === 0 ? undefined : team;
}

/** The person's team. */
const teamOf = ({ content }: Linted, { team }: Principal): Team | undefined =>
  content.organization.teams.find(({ id }) => id === team);

/** What the denying bindings that are for a person whatever the tags leave to choose, by thing. */
export function boundsOn({ bindings, ruleOf }: Linted, person: Principal, team: Team): ReadonlyMap<string, Bound[]> {
  const strict = bindings.filter((each) => each.enforcement === 'deny' && !hasTags(each) && concerns(each, person));
  const bounds = strict.flatMap((binding) => {
    const choices = Object.entries(ruleOf(binding.rule).choices(binding.params, team));
    return choices.map(([thing, allowed]): Bound => ({ thing, allowed, binding }));
  });
  return Map.groupBy(bounds, ({ thing }) => thing);
}

/** What all bounds on one thing leave. */
export const common = (bounds: readonly Bound[]): readonly string[] =>
  [...new Set(bounds.flatMap(({ allowed }) => allowed))].filter((value) =>
    bounds.every(({ allowed }) => allowed.some((entry) => covers(entry, value))),
  );

/** A folder in S3 allows what lies in it. */
const covers = (entry: string, value: string): boolean =>
  entry === value || (entry.startsWith('s3://') && entry.endsWith('/') && value.startsWith(entry));

function contradiction({ finding }: Linted, bounds: readonly Bound[]): readonly Finding[] {
  const empty = bounds.filter(({ allowed }) => allowed.length === 0);
  if (empty.length > 0) return empty.map((bound) => at(finding, bound, emptyText(bound)));
  const last = bounds.findIndex((_, index) => common(bounds.slice(0, index + 1)).length === 0);
  const bound = bounds[last];
  if (!bound) return [];
  const before = bounds.slice(0, last);
  const other = before.find((each) => common([each, bound]).length === 0);
  const others = (other ? [other] : before).map((each) => {
    return `${shortened(each.allowed)} at ${placeText(at(finding, each, ''))}`;
  });
  const message = `policies leave ${WHOM} no ${bound.thing}, so no job there can name any and pass: allowed are ${shortened(bound.allowed)} here, ${others.join(', ')}; change one of them`;
  return [at(finding, bound, message)];
}

const emptyText = ({ thing }: Bound): string =>
  `policies leave ${WHOM} no ${thing}, so no job there can name any and pass: the list is empty; give the team one, or except it`;

const at = (finding: Linted['finding'], { binding }: Bound, message: string): Finding =>
  finding(binding.file, [...binding.steps, 'params'], message, 'key');

const MOST_SHOWN = 3;

/** Of a long list the first few. */
export function shortened(names: readonly string[]): string {
  const more = names.length - MOST_SHOWN;
  return more > 0 ? `${listed(names.slice(0, MOST_SHOWN))} and ${more} more` : listed(names);
}
