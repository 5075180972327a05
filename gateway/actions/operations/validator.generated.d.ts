import type { SchemaViolation } from '../constraint-errors.ts';
import type { JobOperation } from './table.ts';

/** Whether the value is a request of the operation. `errors` holds every violation of the last call, null if none. */
type Validate = ((request: unknown) => boolean) & { errors: readonly SchemaViolation[] | null };

/** Made from schema.json by scripts/generate-validator.ts. */
export declare const validators: Readonly<Record<JobOperation, Validate>>;
