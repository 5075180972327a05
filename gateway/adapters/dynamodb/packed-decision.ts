import { type Dimension, isOfBalance, type ReservationLine, type Scope, type Window } from '../../shared/amount.ts';
import type { JobRecord } from '../../shared/job.ts';
import type { Estimate } from '../../shared/prices.ts';

/** Amounts or limits by dimension, for each ledger item: lines without their repetitions. */
export type PackedAmounts = readonly (readonly [Scope, Window, Readonly<Record<string, number>>])[];

/** Lines as a record holds them. */
export const packedAmounts = (lines: readonly ReservationLine[]): PackedAmounts =>
  [...Map.groupBy(lines, ({ scope, window }) => `${scope}\n${window}`).values()].flatMap((group) => {
    const [first] = group;
    const amounts = Object.fromEntries(group.map(({ dimension, amount }) => [dimension, amount]));
    return first ? [[first.scope, first.window, amounts] as const] : [];
  });

/** The inverse of packedAmounts. */
export const amountsIn = (groups: PackedAmounts): readonly ReservationLine[] =>
  groups.flatMap(([scope, window, amounts]) =>
    Object.entries(amounts).map(([dimension, amount]) => ({
      scope,
      dimension: dimension as Dimension,
      window,
      amount,
    })),
  );

/** Needs and their limits apart, since most lines have none. */
export const packedDecision = ({ needs, estimate, ...decision }: JobRecord['decision']) => ({
  ...decision,
  ...(estimate && { estimate: packedEstimate(estimate) }),
  needs: packedAmounts(needs),
  limits: packedAmounts(needs.flatMap(({ limit, ...line }) => (limit === null ? [] : [{ ...line, amount: limit }]))),
});

/** The inverse of packedDecision; what was left of limits is not kept. */
export function decisionIn({
  needs,
  limits,
  estimate,
  ...decision
}: ReturnType<typeof packedDecision>): JobRecord['decision'] {
  const known = amountsIn(limits);
  const limitOf = (line: ReservationLine): number | null =>
    known.find((each) => isOfBalance(each, line))?.amount ?? null;
  return {
    ...decision,
    // Records of before there were approvals name none.
    approvals: decision.approvals ?? [],
    needs: amountsIn(needs).map((line) => ({ ...line, limit: limitOf(line), left: null })),
    // Records of before there were estimates have none.
    estimate: estimate ? estimateIn(estimate) : null,
  };
}

/** An estimate without the names of its members, as a record holds it. */
type PackedEstimate = ReturnType<typeof packedEstimate>;

/** The whole is the sum of its parts, and left out. */
const packedEstimate = (estimate: Estimate) => {
  const { instancesUsdMicros, volumesUsdMicros, warmPoolUsdMicros, spotUsdMicros, priceDate, basis } = estimate;
  return [instancesUsdMicros, volumesUsdMicros, warmPoolUsdMicros, spotUsdMicros, priceDate, basis] as const;
};

/** The inverse of packedEstimate. */
function estimateIn(packed: PackedEstimate): Estimate {
  const [instancesUsdMicros, volumesUsdMicros, warmPoolUsdMicros, spotUsdMicros, priceDate, basis] = packed;
  const totalUsdMicros = instancesUsdMicros + volumesUsdMicros + warmPoolUsdMicros;
  return { totalUsdMicros, instancesUsdMicros, volumesUsdMicros, warmPoolUsdMicros, spotUsdMicros, priceDate, basis };
}
