import type { JsonPatch } from '../../shared/decision.ts';
import { ADMISSION_TAG, type AdmissionId } from '../../shared/ids.ts';
import type { JsonObject } from '../../shared/json.ts';
import { validRequest } from './request.ts';

export interface Completion {
  readonly request: JsonObject;
  /** RFC 6902: what makes the completed request of the submitted one. */
  readonly patches: readonly JsonPatch[];
}

/**
 * The valid request with the tag by which its job will be known as this admission's. Completing it again with the same
 * id changes nothing.
 */
export function complete(request: JsonObject, admissionId: AdmissionId): Completion {
  const tag = { Key: ADMISSION_TAG, Value: admissionId };
  const tags = validRequest(request).Tags;
  if (tags === undefined)
    return { request: { ...request, Tags: [tag] }, patches: [{ op: 'add', path: '/Tags', value: [tag] }] };
  if (tags.some(({ Key, Value }) => Key === tag.Key && Value === tag.Value)) return { request, patches: [] };
  return { request: { ...request, Tags: [...tags, tag] }, patches: [{ op: 'add', path: '/Tags/-', value: tag }] };
}
