import type { Requirement } from '../../gateway/shared/approval.ts';
import type { Enforcement, Verdict } from '../../gateway/shared/decision.ts';
import { mergedRequirements } from '../../gateway/shared/requirements.ts';

/** From what does least about a violation to what does most. */
export const STRICTNESS: Readonly<Record<Enforcement, number>> = { audit: 0, warn: 1, hold: 2, deny: 3 };

/** From what is best for a caller to what is worst. */
export const SEVERITY: Readonly<Record<Verdict, number>> = { allow: 0, hold: 1, deny: 2 };

/** Whether whoever meets one meets the other, too: every group of the other has to give as many people, or more. */
export function demandsAsMuch(one: readonly Requirement[], other: readonly Requirement[]): boolean {
  const demanded = new Map(mergedRequirements(one).map(({ group, count }) => [group, count]));
  return mergedRequirements(other).every(({ group, count }) => (demanded.get(group) ?? 0) >= count);
}
