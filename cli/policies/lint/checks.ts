import { compareProblems } from '../../../gateway/bundle/problem.ts';
import { approvers } from './approvers.ts';
import { contradictoryBounds } from './bounds.ts';
import type { Finding, Linted, LintWarning } from './linted.ts';
import { patterns } from './patterns.ts';
import { oldPrices, unpricedTypes, unpricedVolumes } from './prices.ts';
import { shadowed, unreachable } from './reach.ts';
import { tagConditions } from './tag-conditions.ts';
import { waiverEnds } from './waiver-ends.ts';

/** Every check, by its name. */
const CHECKS: Readonly<Record<string, (all: Linted) => readonly Finding[]>> = {
  unreachable,
  shadowed,
  'contradictory-bounds': contradictoryBounds,
  'tag-conditions': tagConditions,
  approvers,
  'old-prices': oldPrices,
  'unpriced-types': unpricedTypes,
  'unpriced-volumes': unpricedVolumes,
  patterns,
  waivers: waiverEnds,
};

/** Everything that compiles and is hardly meant, by file and place. */
export const warningsIn = (all: Linted): readonly LintWarning[] =>
  Object.entries(CHECKS)
    .flatMap(([check, run]) => run(all).map((finding) => ({ check, ...finding })))
    .sort(compareProblems);
