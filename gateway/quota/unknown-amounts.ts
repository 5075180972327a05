import type { ConsumedDimension, Scope } from '../shared/amount.ts';
import { type FoundViolation, OWN_DENIAL } from '../shared/decision.ts';
import { type InstanceGroup, SERVERLESS } from '../shared/workload.ts';
import { windowsAt } from './calendar.ts';
import { CONSUMED } from './dimensions/index.ts';
import { limitOf, type Quotas, windowsOf } from './quotas.ts';
import { type Demand, scopesOfJob } from './reservation.ts';

/**
 * What a job meets of which it is not known what it takes of something that has a budget: one violation for each, at the
 * first group that it is not known of. INVARIANT: what is not known is never taken for none.
 */
export const unknownAmounts = (demand: Demand, quotas: Quotas): readonly FoundViolation[] =>
  CONSUMED.flatMap(({ id, rateOf }) => {
    const group = demand.workload.groups[demand.metered.findIndex((each) => rateOf(each) === null)];
    const scope = group && budgetedScope(demand, quotas, id);
    return group && scope ? [violation(group, scope, id, quotas)] : [];
  });

const violation = (
  group: InstanceGroup,
  scope: Scope,
  dimension: ConsumedDimension,
  { unpriced }: Quotas,
): FoundViolation => ({
  ...OWN_DENIAL,
  ...(dimension === 'usdMicros' && unpriced && { enforcement: 'hold' as const, approvals: unpriced }),
  policy: 'quotas',
  rule: 'quota',
  path: group.type === SERVERLESS ? group.path : `${group.path}/InstanceType`,
  message: `${WORDS[dimension].what} \`${group.type}\` ${WORDS[dimension].does} is not known, and \`${scope}\` has a budget in ${WORDS[dimension].unit}`,
  observed: group.type,
  limit: null,
  remedy: remedyFor(group),
});

const WORDS: Readonly<Record<ConsumedDimension, { what: string; does: string; unit: string }>> = {
  usdMicros: { what: 'what', does: 'costs', unit: 'USD' },
  gpuSeconds: { what: 'how many GPUs', does: 'has', unit: 'GPU-hours' },
  instanceSeconds: { what: 'how many instances', does: 'takes', unit: 'instance-hours' },
};

const remedyFor = ({ type }: InstanceGroup): string =>
  type === SERVERLESS
    ? 'name `InstanceType` and `InstanceCount` in `ResourceConfig` instead of `ServerlessJobConfig`'
    : 'choose a type whose price is known, or ask the platform team to add its price, and that of volumes, to prices.yaml';

/** The first scope of the job that has a budget of the dimension. */
function budgetedScope({ workload, owner, at }: Demand, quotas: Quotas, dimension: ConsumedDimension) {
  const windowOf = windowsAt(at, quotas.timeZone);
  return scopesOfJob(quotas, owner, workload).find((scope) =>
    windowsOf(quotas, scope, windowOf).some((window) => limitOf(quotas, { scope, dimension, window }, at) !== null),
  );
}
