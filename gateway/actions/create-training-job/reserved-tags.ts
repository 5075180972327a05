import type { RequestError } from '../../shared/errors.ts';
import { RESERVED_TAG_PREFIX } from '../../shared/ids.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { printable } from '../printable.ts';
import { constraintMessage } from '../request-errors.ts';

/** SageMaker takes 50 tags (TagList). */
const MODEL_TAGS = 50;
/** How many are left to the caller: the gateway adds one. */
export const CALLERS_TAGS = MODEL_TAGS - 1;

/** What a caller's tags may not do because the gateway adds one of its own. Holds for requests of any shape. */
export function reservedTagErrors({ Tags: tags }: JsonObject): readonly RequestError[] {
  if (!Array.isArray(tags)) return [];
  const reserved = tags.slice(0, MODEL_TAGS).flatMap(reservedKeyError);
  return tags.length > CALLERS_TAGS ? [tooManyTags(tags.length), ...reserved] : reserved;
}

function tooManyTags(count: number): RequestError {
  const constraint = `Member must have length less than or equal to ${CALLERS_TAGS}, as the gateway adds one tag of its own`;
  return { path: 'tags', message: constraintMessage(`'[${count} items]'`, 'tags', constraint) };
}

function reservedKeyError(tag: Json, index: number): readonly RequestError[] {
  const key = keyOf(tag);
  if (!key.startsWith(RESERVED_TAG_PREFIX)) return [];
  const path = `tags.${index + 1}.member.key`;
  const constraint = `Member must not start with '${RESERVED_TAG_PREFIX}', which the gateway keeps for itself`;
  return [{ path, message: constraintMessage(`'${printable(key)}'`, path, constraint) }];
}

function keyOf(tag: Json): string {
  if (typeof tag !== 'object' || tag === null || !('Key' in tag)) return '';
  return typeof tag.Key === 'string' ? tag.Key : '';
}
