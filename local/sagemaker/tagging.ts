import {
  type Answer,
  breach,
  type Checked,
  invalid,
  invalidToken,
  missing,
  notFound,
  refuseBreaches,
  success,
} from './answer.ts';
import type { Job } from './jobs.ts';
import type { JsonObject } from './json.ts';
import type { Service } from './service.ts';
import { breachesOfTagKeys, breachesOfTags, MAX_TAGS, refuseReserved, refuseTagKeys, tagsOf } from './tags.ts';

/** ResourceArn, API reference of AddTags, ListTags and DeleteTags (2026). Only training jobs have tags here. */
const ARN_PATTERN = 'arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:.+';
const WHOLE_ARN_PATTERN = new RegExp(`^${ARN_PATTERN}$`);

/** A page of tags holds 50 or more (API reference), which is every tag that a job can have: there is no second one. */
const SMALLEST_TAG_PAGE = 50;

/** AddTags: sets the tags that are named, those of the same key anew. Answers all that the job then has. */
export function addTags(input: JsonObject, service: Service): Answer {
  const added = tagsOf(input);
  const found = findTagged(input, service, input.Tags === undefined ? [missing('tags')] : breachesOfTags(added));
  if (!found.ok) return found.refusal;
  const refused = refuseTagKeys(added);
  if (refused) return refused;
  const byKey = new Map([...tagsOf(found.value.request), ...added].map((tag) => [tag.Key, tag]));
  // SageMaker documents the limit without its wording.
  if (byKey.size > MAX_TAGS) return invalid(`A resource can have at most ${MAX_TAGS} tags, not ${byKey.size}`);
  const tags = [...byKey.values()];
  setTags(found.value, tags, service);
  return success({ Tags: tags });
}

/** DeleteTags: keys that the job does not have are passed over. */
export function deleteTags(input: JsonObject, service: Service): Answer {
  const found = findTagged(input, service, breachesOfTagKeys(input.TagKeys));
  if (!found.ok) return found.refusal;
  const keys = new Set(Array.isArray(input.TagKeys) ? input.TagKeys.map(String) : []);
  const refused = refuseReserved([...keys]);
  if (refused) return refused;
  setTags(
    found.value,
    tagsOf(found.value.request).filter(({ Key }) => !keys.has(String(Key))),
    service,
  );
  return success(null);
}

/** ListTags: all tags of the job, in the order in which their keys were set first. */
export function listTags(input: JsonObject, service: Service): Answer {
  const size = Number(input.MaxResults ?? SMALLEST_TAG_PAGE);
  const tooSmall = breach('maxResults', size, `have value greater than or equal to ${SMALLEST_TAG_PAGE}`);
  const found = findTagged(input, service, size < SMALLEST_TAG_PAGE ? [tooSmall] : []);
  if (!found.ok) return found.refusal;
  return input.NextToken === undefined ? success({ Tags: tagsOf(found.value.request) }) : invalidToken();
}

/** The job that `ResourceArn` names. `breaches`: what else is wrong with the request. */
function findTagged(input: JsonObject, { jobs }: Service, breaches: readonly string[]): Checked<Job> {
  const refused = refuseBreaches([...breachesOfArn(input.ResourceArn), ...breaches]);
  if (refused) return { ok: false, refusal: refused };
  const job = jobs.byArn(String(input.ResourceArn));
  return job ? { ok: true, value: job } : { ok: false, refusal: notFound() };
}

function breachesOfArn(arn: unknown): readonly string[] {
  if (arn === undefined) return [missing('resourceArn')];
  if (WHOLE_ARN_PATTERN.test(String(arn))) return [];
  return [breach('resourceArn', arn, `satisfy regular expression pattern: ${ARN_PATTERN}`)];
}

const setTags = (job: Job, Tags: readonly JsonObject[], { jobs }: Service): void =>
  jobs.put({ ...job, request: { ...job.request, Tags } });
