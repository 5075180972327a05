import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A member, item, key or value as the model names it. */
export interface Reference {
  readonly shape: string;
}

/** One shape of AWS's service model. `min` and `max` are a length, of numbers a value; `pattern` is Java's, of the whole text. */
export interface ModelShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, Reference>>;
  readonly required?: readonly string[];
  readonly member?: Reference;
  readonly key?: Reference;
  readonly value?: Reference;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

/** Shapes by name. */
export type Model = Readonly<Record<string, ModelShape>>;

/** The shape of the whole request of CreateTrainingJob. */
export const REQUEST_SHAPE = 'CreateTrainingJobRequest';

/** Name of the model file in its folder. */
export const MODEL_FILE = 'training-job.model.json';

/** The shapes of the model in a folder. */
export const readModel = (folder: string): Model => JSON.parse(readFileSync(join(folder, MODEL_FILE), 'utf8')).shapes;
