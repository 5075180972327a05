import type { Policy, PolicyBinding } from '../../gateway/bundle/document.ts';
import { type Bundle, openPolicy } from '../../gateway/bundle/open.ts';
import { ruleOf } from '../../gateway/rules/index.ts';
import { concerns } from '../../gateway/rules/match.ts';
import { type Waiver, waiversAt } from '../../gateway/rules/waiver.ts';
import type { EpochMs } from '../../gateway/shared/clock.ts';
import type { Enforcement } from '../../gateway/shared/decision.ts';
import { counted } from '../../gateway/shared/duration.ts';
import type { Organization, Team } from '../../gateway/shared/organization.ts';
import type { Principal } from '../../gateway/shared/principal.ts';
import { requirementsText } from '../../gateway/shared/requirements.ts';
import { membersInWords, scopeInWords } from './scope-wording.ts';
import { quotasInWords } from './team-quotas.ts';
import { settingsInWords } from './team-settings.ts';

/** What holds for a team at a moment: policies, what completes requests, quotas, waivers. */
export function teamChapter(bundle: Bundle, team: Team, at: EpochMs): string {
  const members = membersOf(bundle.organization, team);
  const policies = bundle.policies.flatMap((policy) => policyInWords(policy, team, members));
  const waivers = waiversAt(bundle.waivers, at).filter(({ over }) => over === null);
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['What policies demand', policies],
    ['What requests get', settingsInWords(bundle.organization, team)],
    ['How much at the same time, and in a period', quotasInWords(bundle, team, at)],
    ['Waivers', waivers.flatMap(({ waiver }) => waiverInWords(waiver, team, members))],
  ];
  return [
    `## Team \`${team.id}\`\n`,
    ...sections.filter(([, lines]) => lines.length > 0).map(([title, lines]) => `### ${title}\n\n${lines.join('\n')}`),
  ].join('\n');
}

/** A team without people is still concerned by what is for teams. */
function membersOf({ people }: Organization, team: Team): readonly Principal[] {
  const members = people.filter((person) => person.team === team.id);
  const principals = members.map(({ id, roles, groups }) => ({ arn: '', person: id, team: team.id, roles, groups }));
  return principals.length > 0 ? principals : [{ arn: '', person: '', team: team.id, roles: [], groups: [] }];
}

/** A violation of … */
const CONSEQUENCES: Readonly<Record<Exclude<Enforcement, 'hold'>, string>> = {
  deny: 'Refused',
  warn: 'Told, but not refused',
  audit: 'Only recorded',
};

function consequenceOf({ enforcement, approvals = [] }: PolicyBinding, { holds }: Team): string {
  if (enforcement !== 'hold') return CONSEQUENCES[enforcement];
  const atOnce = holds === 'refuse' ? ' (refused at once: jobs of the team do not wait)' : '';
  return `Needs the approval of ${requirementsText(approvals)}${atOnce}`;
}

function policyInWords(policy: Policy, team: Team, members: readonly Principal[]): readonly string[] {
  const opened = openPolicy(policy);
  const lists = policy.bindings.flatMap((binding, index) => {
    const { rule, params } = binding;
    const { match = null, except = null } = opened[index] ?? {};
    if (!members.some((member) => concerns({ match, except }, member))) return [];
    const sentences = ruleOf(rule).sentences(params, team);
    if (sentences.length === 0) return [];
    return [
      `${consequenceOf(binding, team)}${scopeInWords({ match, except }, team.id)}, unless:\n\n${bullets(sentences)}`,
    ];
  });
  return lists.length === 0 ? [] : [`#### ${policy.policy}\n`, `${aboutPolicy(policy)}\n`, ...lists];
}

function aboutPolicy({ description, link, owner }: Policy): string {
  return `${description}${link === undefined ? '' : ` [More](${link}).`} Ask: ${owner}.`;
}

const bullets = (sentences: readonly string[]): string => `${sentences.map((each) => `- ${each}`).join('\n')}\n`;

function waiverInWords(waiver: Waiver, team: Team, members: readonly Principal[]): readonly string[] {
  if (!members.some((member) => concerns({ match: waiver.for }, member))) return [];
  const within = waiver.within.flatMap(({ rule, params }) => ruleOf(rule).sentences(params, team));
  const whose = membersInWords(waiver.for) || 'all jobs of the team';
  return [
    `\`${waiver.waiver}\` lifts \`${waiver.rule}\` of \`${waiver.policy}\` for ${whose}, until ${waiver.expires}, for at most ${counted(waiver.maxUses, 'job')} (${waiver.ticket}: ${waiver.reason}). A job must still keep to:\n`,
    bullets(within),
  ];
}
