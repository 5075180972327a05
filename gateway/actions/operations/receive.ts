import type { JsonObject } from '../../shared/json.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { constraintErrors } from '../constraint-errors.ts';
import createSchema from '../create-training-job/schema.json' with { type: 'json' };
import { parseRequest, type RequestProblem } from '../receive.ts';
import { awsMessage } from '../request-errors.ts';
import schema from './schema.json' with { type: 'json' };
import { type JobOperation, REQUEST_SHAPES } from './table.ts';
import { validators } from './validator.generated.js';

/** The members of valid requests that the gateway reads, by operation. schema.json has them all. */
export interface JobRequests {
  readonly DescribeTrainingJob: NamedJob;
  readonly ListTrainingJobs: ListRequest;
  readonly StopTrainingJob: NamedJob;
  readonly UpdateTrainingJob: NamedJob;
  readonly DeleteTrainingJob: NamedJob;
  readonly AddTags: TaggedResource & { readonly Tags: readonly { readonly Key: string; readonly Value: string }[] };
  readonly ListTags: TaggedResource;
  readonly DeleteTags: TaggedResource & { readonly TagKeys: readonly string[] };
}

interface NamedJob extends JsonObject {
  readonly TrainingJobName: string;
}

interface TaggedResource extends JsonObject {
  readonly ResourceArn: string;
}

/** Times are epoch seconds. */
export type ListRequest = JsonObject & {
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly CreationTimeAfter?: number;
  readonly CreationTimeBefore?: number;
  readonly LastModifiedTimeAfter?: number;
  readonly LastModifiedTimeBefore?: number;
  readonly NameContains?: string;
  readonly StatusEquals?: string;
  readonly SortBy?: 'Name' | 'CreationTime' | 'Status';
  readonly SortOrder?: 'Ascending' | 'Descending';
  readonly WarmPoolStatusEquals?: string;
  readonly TrainingPlanArnEquals?: string;
};

/** Parses and validates the body of an operation on jobs that exist. Pure. */
export function receiveRequest<O extends JobOperation>(
  operation: O,
  body: Uint8Array,
): Result<JobRequests[O], RequestProblem> {
  const parsed = parseRequest(body);
  if (!parsed.ok) return parsed;
  const validate = validators[operation];
  // The cast is sound for what the schema let through.
  if (validate(parsed.value)) return ok(parsed.value as JobRequests[O]);
  const errors = constraintErrors(schemaOf(operation), parsed.value, validate.errors ?? []);
  return err({ code: 'invalid-request', detail: awsMessage(errors), errors });
}

const SHAPES = { ...createSchema.$defs, ...schema.$defs };

const schemaOf = (operation: JobOperation) => ({ ...SHAPES[REQUEST_SHAPES[operation]], $defs: SHAPES });
