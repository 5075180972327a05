import type { Finding } from '../../shared/decision.ts';
import { DEFAULT_MAX_RUNTIME_SECONDS, LONGEST_RUNTIME_SECONDS } from '../../shared/workload.ts';
import { defineRule } from '../rule.ts';

interface Params {
  readonly required?: boolean;
  readonly maxSeconds?: number;
  readonly whenLonger?: 'refuse' | 'clamp';
}

/** A job says how long it may run, and that is not too long. */
export const maxRuntime = defineRule<Params>({
  id: 'max-runtime',
  title: 'A job says how long it may run at most, within a limit',
  params: {
    type: 'object',
    properties: {
      required: { type: 'boolean' },
      maxSeconds: { type: 'integer', minimum: 1, maximum: LONGEST_RUNTIME_SECONDS },
      whenLonger: { type: 'string', format: 'when-longer' },
    },
    minProperties: 1,
    dependentRequired: { whenLonger: ['maxSeconds'] },
    additionalProperties: false,
  },
  check:
    ({ required, maxSeconds, whenLonger }) =>
    ({ workload: { maxRuntimeSeconds } }) => {
      const { value, path } = maxRuntimeSeconds;
      if (value === null && required) return [missing(path, maxSeconds)];
      if (maxSeconds === undefined || (value ?? DEFAULT_MAX_RUNTIME_SECONDS) <= maxSeconds) return [];
      return [{ ...tooLong(path, value, maxSeconds), ...(whenLonger === 'clamp' && { clamp: true }) }];
    },
});

const missing = (path: string, maxSeconds: number | undefined): Finding => ({
  path,
  message: 'the job does not say how long it may run at most',
  observed: null,
  limit: maxSeconds ?? null,
  remedy: `set \`MaxRuntimeInSeconds\` to what the job needs${maxSeconds === undefined ? '' : `, at most ${maxSeconds}`}`,
  fix: [{ path, value: Math.min(maxSeconds ?? DEFAULT_MAX_RUNTIME_SECONDS, DEFAULT_MAX_RUNTIME_SECONDS) }],
});

const tooLong = (path: string, value: number | null, limit: number): Finding => ({
  path,
  message:
    value === null
      ? `the job names no time, so SageMaker would let it run ${DEFAULT_MAX_RUNTIME_SECONDS} seconds: allowed are at most ${limit}`
      : `the job may run ${value} seconds: allowed are at most ${limit}`,
  observed: value,
  limit,
  remedy: `set \`MaxRuntimeInSeconds\` to at most ${limit}`,
  fix: [{ path, value: limit }],
});
