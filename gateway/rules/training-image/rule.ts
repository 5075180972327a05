import type { Finding } from '../../shared/decision.ts';
import { matchesAnyGlob } from '../../shared/glob.ts';
import type { JsonObject } from '../../shared/json.ts';
import { type Values, valuesOf } from '../../shared/organization.ts';
import type { At, ContainerImage } from '../../shared/workload.ts';
import { choiceInWords, defineRule, listed, oneOf, type Subject, VALUES_SCHEMA, type Word } from '../rule.ts';
import { isImagePattern, readImage } from './image.ts';

interface Params {
  readonly registries?: Values;
  readonly digestPinned?: boolean;
  readonly algorithms?: readonly string[];
}

const PARAMS: JsonObject = {
  type: 'object',
  properties: {
    registries: {
      ...VALUES_SCHEMA,
      items: { type: 'string', format: 'image-pattern' },
      description:
        'Where images come from: `host/repository`, without tag and digest; `*` stands for any characters after the host.',
    },
    digestPinned: {
      type: 'boolean',
      description: 'Whether every image must be named by its digest (`@sha256:…`), with or without a tag.',
    },
    algorithms: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', minLength: 1 },
      description:
        'Names or ARNs of algorithms that may stand for an image; `*` stands for any characters. Without it, none may where `registries` is given.',
    },
  },
  minProperties: 1,
  additionalProperties: false,
};

const IMAGE_PATTERN: Word = {
  is: isImagePattern,
  problemOf: (text) =>
    `\`${text}\` is not where images come from: write it as \`host/repository\`, without tag and digest; \`*\` may stand for any characters after the host`,
};

/** A job runs code that the organisation knows: images from its registries, that nobody has changed since. */
export const trainingImage = defineRule<Params>({
  id: 'training-image',
  title: 'A job runs images and algorithms that are known',
  params: PARAMS,
  formats: { 'image-pattern': IMAGE_PATTERN },
  sentences: ({ registries, digestPinned, algorithms }, team) => [
    ...(registries ? [`each image: ${choiceInWords(registries, team)}`] : []),
    ...(digestPinned ? ['each image is named by its digest (`@sha256:…`)'] : []),
    ...(algorithms ? [`an algorithm in place of an image: ${oneOf(algorithms)}`] : []),
    ...(registries && !algorithms ? ['no algorithm in place of an image'] : []),
  ],
  check: (params) => (subject) => [
    ...subject.workload.images.flatMap((image) => checkImage(image, params, subject)),
    ...checkAlgorithm(subject.workload.algorithm, params),
  ],
});

function checkImage(image: ContainerImage, { registries, digestPinned }: Params, { team }: Subject) {
  const read = readImage(image.uri);
  const allowed = registries && valuesOf(registries, team);
  return [
    ...(allowed && !(read && comesFrom(read.name, allowed)) ? [stranger(image, read !== undefined, allowed)] : []),
    ...(digestPinned && !read?.isPinned ? [unpinned(image)] : []),
  ];
}

/** A bundle of before may hold lists with what is no pattern, such as a lone `*`, which allows nothing. */
const comesFrom = (name: string, allowed: readonly string[]): boolean =>
  matchesAnyGlob(allowed.filter(isImagePattern), name);

const stranger = ({ use, uri, path }: ContainerImage, isReadable: boolean, allowed: readonly string[]): Finding => ({
  path,
  message: isReadable
    ? `${NOUNS[use]} \`${uri}\` comes from no allowed registry`
    : `${NOUNS[use]} \`${uri}\` cannot be told to come from an allowed registry`,
  observed: uri,
  limit: allowed,
  remedy:
    allowed.length === 0
      ? 'ask the platform team to list registries for your team: it has none'
      : `use an image of ${oneOf(allowed)}, written as \`host/repository:tag@digest\``,
});

const NOUNS = { training: 'image', monitoring: 'image of a monitoring rule' } as const;

const unpinned = ({ use, uri, path }: ContainerImage): Finding => ({
  path,
  message: `${NOUNS[use]} \`${uri}\` is not named by its digest, so what runs may change`,
  observed: uri,
  limit: 'an image that ends in its digest, `@sha256:` and 64 hexadecimal digits',
  remedy: 'append the digest of the image (`aws ecr describe-images` shows it as `imageDigest`)',
});

function checkAlgorithm({ value, path }: At<string | null>, { registries, algorithms }: Params): readonly Finding[] {
  const isFree = registries === undefined && algorithms === undefined;
  if (value === null || isFree || matchesAnyGlob(algorithms ?? [], value)) return [];
  const isNone = algorithms === undefined;
  return [
    {
      path,
      message: `algorithm \`${value}\` is not allowed${isNone ? ': only images are' : ''}`,
      observed: value,
      limit: algorithms ?? [],
      remedy: isNone
        ? 'name `TrainingImage` instead of `AlgorithmName`'
        : `use an algorithm that is ${listed(algorithms)}`,
    },
  ];
}
