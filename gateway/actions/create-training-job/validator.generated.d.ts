import type { SchemaViolation } from '../constraint-errors.ts';

/**
 * Whether the value is a CreateTrainingJob request. `errors` holds every violation of the last call, null if none.
 * Made from schema.json by scripts/generate-validator.ts.
 */
export declare const validate: ((request: unknown) => boolean) & { errors: readonly SchemaViolation[] | null };
