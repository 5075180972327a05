import { type FoundViolation, OWN_DENIAL } from '../shared/decision.ts';
import type { InstanceGroup } from '../shared/workload.ts';
import { SERVERLESS } from '../shared/workload.ts';
import { windowsAt } from './calendar.ts';
import { limitOf, type Quotas, windowsOf } from './quotas.ts';
import { type Demand, scopesOfJob } from './reservation.ts';

/**
 * What a job of unknown price meets where a budget in USD counts: one violation, at the first group whose price is not known.
 * INVARIANT: a cost that is not known is never taken for none.
 */
export function unpricedFound(demand: Demand, quotas: Quotas): readonly FoundViolation[] {
  const { workload, metered } = demand;
  const group = workload.groups[metered.findIndex(({ usdMicrosPerHour }) => usdMicrosPerHour === null)];
  const scope = group && budgetedScope(demand, quotas);
  if (!group || scope === undefined) return [];
  return [
    {
      ...OWN_DENIAL,
      policy: 'quotas',
      rule: 'quota',
      path: group.type === SERVERLESS ? group.path : `${group.path}/InstanceType`,
      message: `what \`${group.type}\` costs is not known, and \`${scope}\` has a budget in USD`,
      observed: group.type,
      limit: null,
      remedy: remedyFor(group),
    },
  ];
}

const remedyFor = ({ type }: InstanceGroup): string =>
  type === SERVERLESS
    ? 'name `InstanceType` and `InstanceCount` in `ResourceConfig` instead of `ServerlessJobConfig`'
    : 'choose a type whose price is known, or ask the platform team to add its price, and that of volumes, to prices.yaml';

/** The first scope of the job that has a budget in USD. */
function budgetedScope({ workload, owner, at }: Demand, quotas: Quotas) {
  const windowOf = windowsAt(at, quotas.timeZone);
  return scopesOfJob(quotas, owner, workload).find((scope) =>
    windowsOf(quotas, scope, windowOf).some(
      (window) => limitOf(quotas, { scope, dimension: 'usdMicros', window }, at) !== null,
    ),
  );
}
