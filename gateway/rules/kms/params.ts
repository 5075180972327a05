import type { JsonObject } from '../../shared/json.ts';
import type { Team, Values } from '../../shared/organization.ts';
import { choiceInWords, VALUES_SCHEMA } from '../rule.ts';

export interface KeyParams {
  readonly required?: boolean;
  readonly allowed?: Values;
}

export interface Params {
  readonly volumeKey?: KeyParams;
  readonly outputKey?: KeyParams;
}

const keySchema = (description: string) => ({
  type: 'object',
  properties: {
    required: { type: 'boolean', description: 'Whether there must be a key; an empty one is none.' },
    allowed: {
      ...VALUES_SCHEMA,
      description: 'The keys that a job may have. Without `required`, it may have none.',
    },
  },
  minProperties: 1,
  additionalProperties: false,
  description,
});

/** JSON Schema of `Params`. */
export const PARAMS_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    volumeKey: keySchema('The key of the volumes: `ResourceConfig.VolumeKmsKeyId`.'),
    outputKey: keySchema('The key of the output: `OutputDataConfig.KmsKeyId`.'),
  },
  minProperties: 1,
  additionalProperties: false,
};

/** What the params demand, for the people who submit jobs. */
export const sentences = ({ volumeKey, outputKey }: Params, team: Team | null): readonly string[] => [
  ...keyInWords('output key (`KmsKeyId`)', outputKey, '', team),
  ...keyInWords('volume key (`VolumeKmsKeyId`)', volumeKey, '; instance types with local storage need none', team),
];

function keyInWords(noun: string, params: KeyParams | undefined, relief: string, team: Team | null): readonly string[] {
  const { required = false, allowed } = params ?? {};
  if (!required && !allowed) return [];
  const choice = allowed ? choiceInWords(allowed, team) : 'any';
  return [`${noun}: ${choice}${required ? `, required${relief}` : ', or no key'}`];
}
