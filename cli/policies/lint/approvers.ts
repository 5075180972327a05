import type { Steps } from '../../../gateway/bundle/source-file.ts';
import { scopesOf } from '../../../gateway/quota/reservation.ts';
import { concerns } from '../../../gateway/rules/match.ts';
import type { Scope } from '../../../gateway/shared/amount.ts';
import type { Requirement } from '../../../gateway/shared/approval.ts';
import type { Team } from '../../../gateway/shared/organization.ts';
import type { Principal } from '../../../gateway/shared/principal.ts';
import { isAsked, isMet, mergedRequirements } from '../../../gateway/shared/requirements.ts';
import { shortened, trainingTeamOf } from './bounds.ts';
import { type Finding, type Linted, QUOTAS_FILE } from './linted.ts';

/** Somewhere that people are asked. */
interface Asking {
  readonly approvals: readonly Requirement[];
  readonly file: string;
  /** To what the approvals are a member of. */
  readonly steps: Steps;
  readonly isFor: (person: Principal, team: Team) => boolean;
}

/** Where people are asked whom not enough others could approve: nobody approves a job of their own. */
export const approvers = (all: Linted): readonly Finding[] =>
  [...bindingsAsking(all), ...quotasAsking(all)].flatMap(({ approvals, file, steps, isFor }) => {
    const asked = all.people.filter(({ groups }) => isAsked(approvals, groups));
    const stuck = all.people.filter((person) => {
      const team = trainingTeamOf(all, person);
      return team && isFor(person, team) && !canBeApproved(asked, approvals, person);
    });
    if (stuck.length === 0) return [];
    const whose = shortened(stuck.map(({ person }) => person));
    const message = `nobody approves a job of their own, and without them there are too few people for jobs of ${whose}: ask fewer, or give a group to more`;
    return [all.finding(file, [...steps, 'approvals'], message, 'key')];
  });

/** By everybody else together. */
const canBeApproved = (asked: readonly Principal[], approvals: readonly Requirement[], asking: Principal): boolean =>
  isMet(
    mergedRequirements(approvals),
    asked.filter(({ person }) => person !== asking.person),
  );

const bindingsAsking = ({ bindings }: Linted): readonly Asking[] =>
  bindings.flatMap((binding) => {
    const { approvals, file, steps } = binding;
    return approvals ? [{ approvals, file, steps, isFor: (person: Principal) => concerns(binding, person) }] : [];
  });

function quotasAsking({ content: { quotas, quotaTerms } }: Linted): readonly Asking[] {
  const unpriced = quotaTerms?.unpriced;
  return [
    ...quotas.flatMap(({ scope, overLimit }, index) => {
      const steps = ['quotas', String(index), 'overLimit'];
      return overLimit ? [{ ...overLimit, file: QUOTAS_FILE, steps, isFor: countsIn(scope) }] : [];
    }),
    ...(typeof unpriced === 'object'
      ? [{ ...unpriced, file: QUOTAS_FILE, steps: ['unpriced'], isFor: () => true }]
      : []),
  ];
}

/** Whether some job of a person's may count in a scope. Whoever likes may set a tag. */
const countsIn =
  (scope: Scope): Asking['isFor'] =>
  ({ person }, { id, department }) =>
    /^tag:|:\*$/.test(scope) || scopesOf({ person, team: id, department }).includes(scope);
