import type { Finding } from '../../shared/decision.ts';
import { secondsInWords } from '../../shared/duration.ts';
import { DEFAULT_MAX_RUNTIME_SECONDS, LONGEST_RUNTIME_SECONDS, type Workload } from '../../shared/workload.ts';
import { defineRule } from '../rule.ts';

interface Params {
  readonly required?: boolean;
  readonly maxSeconds?: number;
  readonly whenLonger?: 'refuse' | 'clamp';
  readonly maxKeepAliveSeconds?: number;
}

/** Model of SageMaker, KeepAlivePeriodInSeconds. */
const LONGEST_KEEP_ALIVE_SECONDS = 21_600;

/** A job says how long it may run, and that is not too long; nor is what it keeps afterwards. */
export const maxRuntime = defineRule<Params>({
  id: 'max-runtime',
  title: 'A job says how long it may run at most, within a limit',
  params: {
    type: 'object',
    properties: {
      required: { type: 'boolean', description: 'Whether a job must have a `MaxRuntimeInSeconds`.' },
      maxSeconds: {
        type: 'integer',
        minimum: 1,
        maximum: LONGEST_RUNTIME_SECONDS,
        description:
          'The longest `MaxRuntimeInSeconds`. None at all is a violation too, where SageMaker’s day would be longer.',
      },
      whenLonger: {
        type: 'string',
        format: 'when-longer',
        description:
          'What is done with a longer job: `refuse` (the default), or `clamp`: the gateway sets `maxSeconds` itself, and the violation is a warning.',
      },
      maxKeepAliveSeconds: {
        type: 'integer',
        minimum: 0,
        maximum: LONGEST_KEEP_ALIVE_SECONDS,
        description:
          'The longest `KeepAlivePeriodInSeconds`: how long a warm pool keeps instances after the job. Where no binding that denies sets it, there are no warm pools.',
      },
    },
    minProperties: 1,
    dependentRequired: { whenLonger: ['maxSeconds'] },
    additionalProperties: false,
  },
  sentences,
  check:
    (params) =>
    ({ workload }) => [...runtimeFindings(params, workload), ...keepAliveFindings(params, workload)],
});

function runtimeFindings({ required, maxSeconds, whenLonger }: Params, { maxRuntimeSeconds }: Workload) {
  const { value, path } = maxRuntimeSeconds;
  if (value === null && required) return [missing(path, maxSeconds)];
  if (maxSeconds === undefined || (value ?? DEFAULT_MAX_RUNTIME_SECONDS) <= maxSeconds) return [];
  return [{ ...tooLong(path, value, maxSeconds), ...(whenLonger === 'clamp' && { clamp: true as const }) }];
}

function keepAliveFindings({ maxKeepAliveSeconds, whenLonger }: Params, { keepAliveSeconds }: Workload) {
  const { value, path } = keepAliveSeconds;
  if (maxKeepAliveSeconds === undefined || value <= maxKeepAliveSeconds) return [];
  return [
    { ...keptTooLong(path, value, maxKeepAliveSeconds), ...(whenLonger === 'clamp' && { clamp: true as const }) },
  ];
}

function sentences({ required, maxSeconds, whenLonger, maxKeepAliveSeconds }: Params): readonly string[] {
  const most = `a job runs at most ${secondsInWords(maxSeconds ?? LONGEST_RUNTIME_SECONDS)}`;
  return [
    ...(required ? ['a job says how long it may run at most (`MaxRuntimeInSeconds`)'] : []),
    ...(maxSeconds === undefined ? [] : [whenLonger === 'clamp' ? `${most}; a longer time is cut to that` : most]),
    ...(maxKeepAliveSeconds === undefined ? [] : [keptInWords(maxKeepAliveSeconds)]),
  ];
}

const keptInWords = (seconds: number): string =>
  seconds === 0 ? 'a job leaves no warm pool' : `a warm pool keeps its instances at most ${secondsInWords(seconds)}`;

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

const keptTooLong = (path: string, value: number, limit: number): Finding => ({
  path,
  message: `a warm pool would keep the instances ${value} seconds after the job: allowed are at most ${limit}`,
  observed: value,
  limit,
  remedy: limit === 0 ? 'leave `KeepAlivePeriodInSeconds` out' : `set \`KeepAlivePeriodInSeconds\` to at most ${limit}`,
  fix: [{ path, value: limit === 0 ? null : limit }],
});
