import type { JobRequests } from '../actions/operations/receive.ts';
import type { Bundle } from '../bundle/open.ts';
import { isProtectedTag } from '../bundle/protected-tags.ts';
import type { ErrorCode, Refusal } from '../shared/errors.ts';
import { ADMISSION_TAG, type AdmissionId, RESERVED_TAG_PREFIX } from '../shared/ids.ts';
import { isUpstream } from '../shared/job.ts';
import { isJsonList, type JsonObject, objectIn } from '../shared/json.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Changing, recordChange } from './change.ts';
import { jobNotFound, ownJobUpstream, readableJob } from './job-access.ts';
import { passedOn } from './passed-on.ts';
import type { Ports, Relay } from './ports.ts';

/** The ARN that a job of this name has. */
export type ArnOf = (name: string) => string;

/** The tags of a job that the principal may see, as SageMaker lists them. */
export async function listTags(
  { store, relay, arnOf }: { readonly store: Ports['store']; readonly relay: Relay; readonly arnOf: ArnOf },
  principal: Principal,
  request: JobRequests['ListTags'],
): Promise<Result<string, Refusal>> {
  const name = nameIn(request.ResourceArn, arnOf);
  if (name === null) return err(jobNotFound(request.ResourceArn));
  const job = await readableJob(store, principal, name);
  if (!job.ok) return job;
  const { state, admissionId } = job.value;
  if (!isUpstream(state)) {
    const stored = await store.load(admissionId);
    return ok(JSON.stringify({ Tags: stored?.request?.Tags ?? [] }));
  }
  const answer = await passedOn(relay, 'ListTags', request);
  return answer.ok && !isOurs(JSON.parse(answer.value), admissionId) ? err(jobNotFound(name)) : answer;
}

/** Whether the tags are those of this admission's job. A job has 50 at most, which are one page. */
const isOurs = ({ Tags: tags }: JsonObject, admissionId: AdmissionId): boolean =>
  isJsonList(tags) && tags.map(objectIn).some(({ Key, Value }) => Key === ADMISSION_TAG && Value === admissionId);

/** A wish to change tags, whichever the operation. */
export type TagChange =
  | { readonly operation: 'AddTags'; readonly request: JobRequests['AddTags'] }
  | { readonly operation: 'DeleteTags'; readonly request: JobRequests['DeleteTags'] };

/**
 * Changes tags of a job of the principal's own team, recorded first.
 * INVARIANT: no tag that a decision rested on, or by which a job is known to be ours, is changed.
 */
export async function changeTags(
  { ports, relay, bundle, arnOf }: Changing & { readonly bundle: Bundle; readonly arnOf: ArnOf },
  principal: Principal,
  { operation, request }: TagChange,
): Promise<Result<string, Refusal<ErrorCode>>> {
  const name = nameIn(request.ResourceArn, arnOf);
  if (name === null) return err(jobNotFound(request.ResourceArn));
  const job = await ownJobUpstream(ports, principal, name);
  if (!job.ok) return job;
  const keys = operation === 'AddTags' ? request.Tags.map(({ Key }) => Key) : request.TagKeys;
  const protectedKeys = keys.filter(
    (key) => key.startsWith(RESERVED_TAG_PREFIX) || isProtectedTag(bundle.protectedTags, job.value.team, key),
  );
  if (protectedKeys.length > 0) return err(tagProtected(protectedKeys));
  await recordChange(ports, principal, job.value, { action: operation, touches: keys });
  return passedOn(relay, operation, request);
}

const tagProtected = (keys: readonly string[]): Refusal<'tag-protected'> => ({
  code: 'tag-protected',
  detail: `the tag keys ${keys.map((key) => `\`${key}\``).join(', ')} are protected, since policies judge jobs by them or the gateway knows jobs by them: leave them out, or submit the job anew with other tags`,
});

/** The name in the ARN of a training job of this account and region; ARNs carry names in lower case. */
function nameIn(arn: string, arnOf: ArnOf): string | null {
  const name = arn.slice(arn.indexOf('/') + 1);
  return arn === arnOf(name) ? name : null;
}
