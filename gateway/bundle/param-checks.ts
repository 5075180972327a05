import { ruleOf } from '../rules/index.ts';
import { type Json, objectIn, textIn } from '../shared/json.ts';
import type { BundleProblem } from './problem.ts';
import { listIn } from './reading.ts';
import type { SourceFile, Steps } from './source-file.ts';

/** What rules say of the params that they get, in bindings of a policy and in bounds of a waiver. The file fits its schema. */
export const checkParams = (file: SourceFile): readonly BundleProblem[] => [
  ...paramsIn(file, ['bindings'], listIn(file.value, 'bindings')),
  ...listIn(file.value, 'waivers').flatMap((waiver, index) =>
    paramsIn(file, ['waivers', String(index), 'within'], listIn(waiver, 'within')),
  ),
];

const paramsIn = (file: SourceFile, at: Steps, uses: readonly Json[]): readonly BundleProblem[] =>
  uses.flatMap((use, index) => {
    const { rule, params } = objectIn(use);
    return ruleOf(textIn(rule))
      .flaws(objectIn(params))
      .map(({ member, message }) => {
        const place = file.placeOf([...at, String(index), 'params', ...member], 'value');
        return { file: file.name, ...place, message };
      });
  });
