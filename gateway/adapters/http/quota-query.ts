import type { QuotaQuery } from '../../flows/read-quotas.ts';
import type { Refusal } from '../../shared/errors.ts';
import { instanceFacts } from '../../shared/instance-types.ts';
import { ok, type Result } from '../../shared/result.ts';
import { LONGEST_RUNTIME_SECONDS } from '../../shared/workload.ts';
import { integerIn, knownOnly, type QueryParameters, refusedParameter } from './query.ts';

/** What may be asked of quotas. */
export type QuotaParameter = 'instanceType' | 'seconds';
const KNOWN: readonly string[] = ['instanceType', 'seconds'] satisfies QuotaParameter[];

export const DEFAULT_SECONDS = 3_600;
export const MOST_SECONDS = LONGEST_RUNTIME_SECONDS;

/** Reads `?instanceType=&seconds=`. Nothing unknown is passed over. */
export function quotaQueryOf(parameters: QueryParameters): Result<QuotaQuery, Refusal> {
  const known = knownOnly(parameters, KNOWN);
  if (!known.ok) return known;
  const { instanceType, seconds: text } = parameters;
  if (instanceType !== undefined && instanceFacts(instanceType) === undefined) {
    const allowed = 'an instance type that SageMaker trains on, such as `ml.g5.xlarge`';
    return refusedParameter('instanceType', instanceType, allowed);
  }
  const seconds = text === undefined ? DEFAULT_SECONDS : integerIn(text, 1, MOST_SECONDS);
  if (seconds === undefined) return refusedParameter('seconds', text, `an integer from 1 to ${MOST_SECONDS}`);
  return ok({ instanceType: instanceType ?? null, seconds });
}
