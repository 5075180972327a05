import type { JsonObject } from '../../shared/json.ts';

/** Where a request holds texts that people write. */
export const PLACES = ['hyperparameters', 'environment', 'tags', 'entrypoint', 'monitoring'] as const;
export type Place = (typeof PLACES)[number];

export interface Params {
  readonly places?: readonly Place[];
  readonly entropy?: boolean;
  readonly allowedKeys?: readonly string[];
}

export const PARAMS_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    places: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', format: 'secret-place' },
      description:
        'Where to look: `hyperparameters`, `environment`, `tags`, `entrypoint` (with its arguments), `monitoring` (parameters of the debugger’s rules and hook, and of the profiler). Everywhere by default.',
    },
    entropy: {
      type: 'boolean',
      description:
        'Whether long texts that look random are taken for secrets, `true` by default. Without it only what has the shape of a known token, or a name that promises a secret, is.',
    },
    allowedKeys: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', minLength: 1 },
      description:
        'Names of hyperparameters, environment variables, tags, flags and parameters of monitoring that may hold anything, such as `GIT_COMMIT`; `*` stands for any characters.',
    },
  },
  additionalProperties: false,
};
