import type { DimensionRule } from '../dimension.ts';
import { family } from './family.ts';
import { gpus } from './gpus.ts';
import { instances } from './instances.ts';
import { jobs } from './jobs.ts';

/** Everything that is counted. A new dimension is its file and one line here. */
export const DIMENSIONS: readonly DimensionRule[] = [jobs, instances, gpus, family];
