import type { JsonObject } from '../../shared/json.ts';

/** Counts over all groups of a job together. */
export interface Caps {
  readonly maxInstances?: number;
  readonly maxGpus?: number;
}

export interface Params extends Caps {
  readonly allowedTypes?: readonly string[];
  readonly deniedTypes?: readonly string[];
  readonly maxVolumeSizeGb?: number;
  readonly families?: Readonly<Record<string, Caps>>;
}

const most = (description: string) => ({ type: 'integer', minimum: 0, description });
const types = (description: string) => ({
  type: 'array',
  minItems: 1,
  uniqueItems: true,
  items: { type: 'string', format: 'type-glob' },
  description,
});

/** JSON Schema of `Params`. */
export const PARAMS_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    allowedTypes: types(
      'Patterns of which every instance type must match one. `*` stands for any characters: `ml.g5.*`. ' +
        'A pattern that matches no type that SageMaker trains on is refused.',
    ),
    deniedTypes: types('Patterns that no instance type may match, though it be allowed.'),
    maxInstances: most('The most instances, over all groups; of a preference list, the longest entry counts.'),
    maxGpus: most(
      'The most GPUs, over all groups: GPUs of the type times instances. A type whose GPUs are not known is a ' +
        'violation. Trainium devices are not GPUs.',
    ),
    maxVolumeSizeGb: most('The largest `VolumeSizeInGB`. A request that leaves the size to SageMaker passes.'),
    families: {
      type: 'object',
      minProperties: 1,
      propertyNames: { format: 'family' },
      additionalProperties: {
        type: 'object',
        minProperties: 1,
        properties: {
          maxInstances: most('The most instances of the family.'),
          maxGpus: most('The most GPUs of the family.'),
        },
        additionalProperties: false,
      },
      description: 'The most of one family: `{p4d: {maxInstances: 2}}`. `p4d` is not `p4de`.',
    },
  },
  minProperties: 1,
  additionalProperties: false,
};
