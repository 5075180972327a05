import type { Check, ParamFlaw } from '../rule.ts';

/** What opens expressions. Its packages take long to load, so a function does that only where a bundle has expressions. */
export interface Engine {
  /** Throws where the checker would have found a flaw. */
  open(params: Params): Check;
  /** Keys of the tags that may decide whether a job passes, or EVERY_TAG. */
  tagKeys(params: Params): readonly string[];
}

/** What tells authors their mistakes, with types: only where bundles are compiled. */
export type Checker = (params: Params) => readonly ParamFlaw[];

/** Filled by the rule when it is loaded, and by checker.ts. */
export const slot: { engine?: Engine; checker?: Checker } = {};

/** The params of the rule `expression`. */
export interface Params {
  readonly expression: string;
  readonly each?: string;
  readonly path?: string;
  readonly message: string;
  readonly remedy: string;
  readonly observed?: string;
  readonly limit?: string;
  readonly fix?: readonly FixParams[];
  readonly about?: string;
}

export interface FixParams {
  readonly path: string;
  readonly value: string;
}

/** Throws where nobody loaded it. */
export function loaded<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('the rule `expression` is used before it was loaded');
  return part;
}
