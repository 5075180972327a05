import type { SchemaViolation } from '../constraint-errors.ts';

/** Whether the value is a request of the operation. `errors` holds every violation of the last call, null if none. */
type Validate = ((request: unknown) => boolean) & { errors: readonly SchemaViolation[] | null };

// Made from schema.json by scripts/generate-validator.ts.
export declare const DescribeTrainingJob: Validate;
export declare const ListTrainingJobs: Validate;
export declare const StopTrainingJob: Validate;
export declare const UpdateTrainingJob: Validate;
export declare const DeleteTrainingJob: Validate;
export declare const AddTags: Validate;
export declare const ListTags: Validate;
export declare const DeleteTags: Validate;
