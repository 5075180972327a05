import type { Finding } from '../../shared/decision.ts';
import { secondsInWords } from '../../shared/duration.ts';
import { LONGEST_RUNTIME_SECONDS, type Workload } from '../../shared/workload.ts';
import { defineRule } from '../rule.ts';

interface Params {
  readonly checkpointAfterSeconds: number;
}

/** A spot job is interrupted at any time: a long one that keeps no checkpoints begins anew each time, and may never end. */
export const managedSpot = defineRule<Params>({
  id: 'managed-spot',
  title: 'A long spot job keeps checkpoints',
  params: {
    type: 'object',
    properties: {
      checkpointAfterSeconds: {
        type: 'integer',
        minimum: 0,
        maximum: LONGEST_RUNTIME_SECONDS,
        description: 'How long a spot job may take (`MaxWaitTimeInSeconds`) without a `CheckpointConfig`.',
      },
    },
    required: ['checkpointAfterSeconds'],
    additionalProperties: false,
  },
  sentences: ({ checkpointAfterSeconds }) => [
    `a spot job that may take longer than ${secondsInWords(checkpointAfterSeconds)} keeps checkpoints (\`CheckpointConfig\`)`,
  ],
  check:
    ({ checkpointAfterSeconds: limit }) =>
    ({ workload }) => {
      const seconds = workload.maxWaitSeconds.value ?? Number.POSITIVE_INFINITY;
      const isLong = workload.spot.value && seconds > limit;
      return isLong && !workload.checkpoints.value ? [missing(workload, limit)] : [];
    },
});

const missing = ({ checkpoints, maxWaitSeconds, data, name }: Workload, limit: number): Finding => ({
  path: checkpoints.path,
  message: `the job may take ${maxWaitSeconds.value ?? 'any number of'} seconds on spot instances and keeps no checkpoints: without them allowed are at most ${limit}`,
  observed: null,
  limit,
  remedy: `set \`CheckpointConfig\` and have the training save to its \`LocalPath\`, or set \`MaxWaitTimeInSeconds\` to at most ${limit}`,
  ...fixBeside(checkpoints.path, data, name.value),
});

/** Beside the output, where the job's role may write; under the job's name, since a job begins with what it finds there. */
function fixBeside(path: string, data: Workload['data'], name: string): Pick<Finding, 'fix'> {
  const output = data.find(({ use }) => use === 'output')?.uri;
  if (output === undefined) return {};
  return { fix: [{ path: `${path}/S3Uri`, value: `${output.replace(/\/+$/, '')}/${name}/checkpoints/` }] };
}
