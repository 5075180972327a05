import { instanceFacts } from '../../shared/instance-types.ts';
import { SERVERLESS } from '../../shared/workload.ts';
import { defineConsumed } from '../dimension.ts';

/** GPUs by the second, those of a warm pool included. Nobody knows those of a serverless job. */
export const gpuSeconds = defineConsumed({
  id: 'gpuSeconds',
  rateOf: ({ type }) => {
    if (type === SERVERLESS) return null;
    const perHour = (instanceFacts(type)?.gpus ?? 0) * 3_600;
    return { running: perHour, kept: perHour };
  },
});
