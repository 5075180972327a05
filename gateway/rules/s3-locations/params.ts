import type { JsonObject } from '../../shared/json.ts';
import type { Values } from '../../shared/organization.ts';
import { VALUES_SCHEMA, type Word } from '../rule.ts';
import { allowedBy } from './location.ts';

export interface Params {
  readonly inputs?: Values;
  readonly outputs?: Values;
  readonly checkpoints?: Values;
  readonly manifests?: boolean;
}

/** What an entry may be. */
export const LOCATION: Word = {
  is: (text) => allowedBy(text) !== undefined,
  problemOf: (text) =>
    `\`${text}\` is not a location: write it as \`s3://bucket/prefix/\`, \`fs-0123456789abcdef0:/directory\`, or the ARN of a dataset, which may end in \`*\``,
};

const locations = (description: string): JsonObject => ({
  ...VALUES_SCHEMA,
  items: { type: 'string', format: 'location' },
  description,
});

export const PARAMS_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    inputs: locations(
      'Where every input lies: folders such as `s3://bucket/prefix/` or `fs-0123456789abcdef0:/directory`, and ARNs of datasets, which may end in `*`.',
    ),
    outputs: locations(
      'Where every output goes: the job’s own, and those of debugger, profiler, TensorBoard and rules. Folders, as for `inputs`.',
    ),
    checkpoints: locations('Where checkpoints are kept. Folders, as for `inputs`.'),
    manifests: {
      type: 'boolean',
      description:
        'Whether an input may be a manifest (`ManifestFile`, `AugmentedManifestFile`), which may name data anywhere. Without it, none may where `inputs` is given.',
    },
  },
  minProperties: 1,
  dependentRequired: { manifests: ['inputs'] },
  additionalProperties: false,
};
