import type { Team } from '../../shared/organization.ts';
import { defineRule, oneOf, valueMeant } from '../rule.ts';

/**
 * A job runs only as a role that organization.yaml lists for its team. None listed: none allowed. Nothing lifts it: the
 * gateway may pass every training role, so who may name another's is that other.
 */
export const executionRole = defineRule({
  id: 'execution-role',
  title: 'A job runs only as one of the training roles of its team',
  waivable: false,
  params: { type: 'object', additionalProperties: false },
  sentences: (_params, team) => [`role (\`RoleArn\`): ${rolesInWords(team)}`],
  choices: (_params, team) => ({ 'training roles': team.trainingRoles }),
  check:
    () =>
    ({ workload: { role }, team }) => {
      if (team.trainingRoles.includes(role.value)) return [];
      const meant = valueMeant(role.value, team.trainingRoles);
      return [
        {
          path: role.path,
          message: `role \`${role.value}\` is not a training role of team \`${team.id}\``,
          observed: role.value,
          limit: team.trainingRoles,
          remedy:
            team.trainingRoles.length === 0
              ? 'ask the platform team to list a training role for your team in organization.yaml'
              : `set \`RoleArn\` to ${oneOf(team.trainingRoles)}`,
          ...(meant !== undefined && { fix: [{ path: role.path, value: meant }] }),
        },
      ];
    },
});

function rolesInWords(team: Team | null): string {
  if (team === null) return "one of your team's training roles";
  const { trainingRoles } = team;
  return trainingRoles.length > 0 ? oneOf(trainingRoles) : 'none, since your team has no training roles';
}
