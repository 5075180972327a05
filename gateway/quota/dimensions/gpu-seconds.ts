import { instanceFacts } from '../../shared/instance-types.ts';
import { defineConsumed } from '../dimension.ts';

/** GPUs by the second, those of a warm pool included. Those of serverless jobs are not known. */
export const gpuSeconds = defineConsumed({
  id: 'gpuSeconds',
  rateOf: ({ type }) => {
    const perHour = (instanceFacts(type)?.gpus ?? 0) * 3_600;
    return { running: perHour, kept: perHour };
  },
});
