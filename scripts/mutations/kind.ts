import type { Model, ModelShape } from '../service-model.ts';
import type { Draft } from './draft.ts';
import type { Random } from './random.ts';
import type { Route, Spot } from './routes.ts';

/** What a mutation has to work with. */
export interface Subject {
  readonly model: Model;
  readonly spot: Spot;
  /** Of the shape at the spot. */
  readonly name: string;
  readonly shape: ModelShape;
  readonly random: Random;
}

/** One way to change a request at a place. */
export interface Kind {
  readonly name: string;
  /** Whether it can be done at a place of that shape. */
  readonly fits: (shape: ModelShape, last: Route['last']) => boolean;
  readonly apply: (subject: Subject) => void;
}

/** The kind that writes the value in place of what is there. */
export const writing = (name: string, fits: Kind['fits'], value: (subject: Subject) => Draft): Kind => ({
  name,
  fits,
  apply: (subject) => subject.spot.write(value(subject)),
});

/** Whether something may be too short for a shape. */
export const hasLeast = ({ min = 0 }: ModelShape): boolean => min > 0;
/** A shape's bounds of length. */
export const leastOf = ({ min = 0 }: ModelShape): number => min;
export const mostOf = ({ max = 0 }: ModelShape): number => max;
