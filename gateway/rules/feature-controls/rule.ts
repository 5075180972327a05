import type { Finding } from '../../shared/decision.ts';
import type { Feature, FeatureUse } from '../../shared/workload.ts';
import { defineRule, listed } from '../rule.ts';

interface Params {
  readonly denied: readonly Feature[];
}

/** A job uses none of the features of SageMaker that the organisation does not want. */
export const featureControls = defineRule<Params>({
  id: 'feature-controls',
  title: 'A job uses none of the features that are denied',
  params: {
    type: 'object',
    properties: {
      denied: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { type: 'string', format: 'feature' },
        description:
          'Features that no job may use: `gated-model` (accepting the licence of a model), `profiler`, `remote-debug` (a shell in the container), `serverless`, `training-plan` (reserved capacity), `warm-pool` (instances that stay after the job).',
      },
    },
    required: ['denied'],
    additionalProperties: false,
  },
  sentences: ({ denied }) => [`a job uses none of these features: ${listed(denied)}`],
  check:
    ({ denied }) =>
    ({ workload }) =>
      workload.features.filter(({ feature }) => denied.includes(feature)).map((use) => deniedUse(use, denied)),
});

const deniedUse = ({ feature, path, without }: FeatureUse, denied: readonly Feature[]): Finding => ({
  path,
  message: `the job uses the feature \`${feature}\`, which is denied: denied are ${listed(denied)}`,
  observed: feature,
  limit: { denied },
  remedy: without === null ? 'submit another job, which does without it' : `leave it out: \`${memberOf(path)}\``,
  ...(without !== null && { fix: without }),
});

const memberOf = (path: string): string => path.slice(1).replaceAll('/', '.');
