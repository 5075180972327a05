import { type Answer, breach, invalid, missing } from './answer.ts';
import { type JsonObject, objectsIn } from './json.ts';

/** Tags of one request and of one resource; lengths and pattern of keys and values: API reference, Tag (2026). */
export const MAX_TAGS = 50;
const KEY = { min: 1, max: 128 };
const VALUE = { min: 0, max: 256 };
const PATTERN = '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)';
const WHOLE_PATTERN = new RegExp(`^${PATTERN}$`, 'u');

/** The entries of `Tags`; empty where there are none. */
export const tagsOf = (request: JsonObject): readonly JsonObject[] => objectsIn(request.Tags);

/** What is wrong with the `Tags` of a request; empty where nothing is. */
export function breachesOfTags(tags: readonly JsonObject[]): readonly string[] {
  return [
    ...(tags.length > MAX_TAGS ? [tooMany('tags', `[${tags.length} tags]`)] : []),
    ...tags.flatMap(({ Key, Value }, index) => [
      ...breachesOfText(`tags.${index + 1}.member.key`, Key, KEY),
      ...breachesOfText(`tags.${index + 1}.member.value`, Value, VALUE),
    ]),
  ];
}

/** What is wrong with the `TagKeys` of a request; empty where nothing is. */
export function breachesOfTagKeys(keys: unknown): readonly string[] {
  if (!Array.isArray(keys)) return [missing('tagKeys')];
  return [
    ...(keys.length > MAX_TAGS ? [tooMany('tagKeys', `[${keys.length} keys]`)] : []),
    ...(keys.length === 0 ? [breach('tagKeys', '[]', 'have length greater than or equal to 1')] : []),
    ...keys.flatMap((key: unknown, index) => breachesOfText(`tagKeys.${index + 1}.member`, key, KEY)),
  ];
}

/** Keys of AWS are in nobody's hands; the words are those of DeleteTags (aws/sagemaker-python-sdk issue 1301, 2020). */
export function refuseReserved(keys: readonly string[]): Answer | null {
  const reserved = keys.find((key) => key.toLowerCase().startsWith('aws:'));
  return reserved === undefined ? null : invalid(`System prefix 'aws:' reserved for AWS usage in tag key: ${reserved}`);
}

/** Refuses keys of tags to set. That they are unique is documented without its wording. */
export function refuseTagKeys(tags: readonly JsonObject[]): Answer | null {
  const keys = tags.map(({ Key }) => String(Key));
  return refuseReserved(keys) ?? (new Set(keys).size < keys.length ? invalid('Tag keys must be unique') : null);
}

const tooMany = (path: string, shown: string): string =>
  breach(path, shown, `have length less than or equal to ${MAX_TAGS}`);

function breachesOfText(path: string, value: unknown, { min, max }: typeof KEY): readonly string[] {
  if (typeof value !== 'string') return [missing(path)];
  return [
    ...(WHOLE_PATTERN.test(value) ? [] : [breach(path, value, `satisfy regular expression pattern: ${PATTERN}`)]),
    ...(value.length > max ? [breach(path, value, `have length less than or equal to ${max}`)] : []),
    ...(value.length < min ? [breach(path, value, `have length greater than or equal to ${min}`)] : []),
  ];
}
