import type { Log, LogDetails } from '../../flows/ports.ts';

/** CloudWatch's namespace of the gateway's own metrics; deploy/alarms.yml sets alarms on them. */
const NAMESPACE = 'Traingate';

/**
 * One JSON object a line on standard output, which is what CloudWatch Logs takes apart. A count is written in the
 * embedded metric format, so CloudWatch makes a metric of it without a call.
 * docs.aws.amazon.com, CloudWatch embedded metric format specification (2026).
 */
export const consoleLog = (write: (line: string) => void, now: () => number): Log => {
  const emit = (level: string, message: string, details: object) =>
    write(JSON.stringify({ level, message, ...details }));
  return {
    info: (message, details = {}) => emit('info', message, details),
    error: (message, cause, details = {}) => emit('error', message, { ...details, ...causeOf(cause) }),
    count: (metric, details = {}) =>
      emit('warn', metric, { ...details, [metric]: 1, _aws: metricDirective(metric, now()) }),
  };
};

/** Name and message of the fault; never a request or a response, which could hold secrets. */
const causeOf = (cause: unknown): LogDetails =>
  cause instanceof Error
    ? { errorName: cause.name, errorMessage: cause.message, stack: cause.stack ?? null }
    : { errorMessage: String(cause) };

const metricDirective = (metric: string, timestamp: number) => ({
  Timestamp: timestamp,
  CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [[]], Metrics: [{ Name: metric, Unit: 'Count' }] }],
});
