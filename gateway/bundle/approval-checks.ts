import { type Json, type JsonObject, objectIn, textIn } from '../shared/json.ts';
import { problem } from './cross-checks.ts';
import type { BundleProblem } from './problem.ts';
import { listIn } from './reading.ts';
import type { SchemaCheck } from './schema-check.ts';
import type { SourceFile, Steps } from './source-file.ts';

/* What a schema cannot say of who has to approve. */

/** A policy: who holds says who approves, nobody else does, and there are that many. */
export const checkPolicyApprovals =
  (organization: Json): SchemaCheck =>
  (file) =>
    listIn(file.value, 'bindings').flatMap((binding, index) => {
      const at = ['bindings', String(index)];
      const { enforcement, approvals } = objectIn(binding);
      if (enforcement === 'hold' && approvals === undefined) {
        return [problem(file, [...at, 'enforcement'], HOLDS_WITHOUT)];
      }
      if (enforcement !== 'hold' && approvals !== undefined) {
        return [problem(file, [...at, 'approvals'], APPROVES_WITHOUT)];
      }
      return checkCounts(file, at, objectIn(binding), organization);
    });

const HOLDS_WITHOUT = '`hold` asks people: say in `approvals` whom, such as `[{ group: finance }]`';
const APPROVES_WITHOUT = '`approvals` are for `enforcement: hold` alone: leave them out, or hold';

/** quotas.yaml: whoever may let a job go beyond a limit, or run without a price, is enough people. */
export const checkQuotaApprovals =
  (organization: Json): SchemaCheck =>
  (file) => [
    ...listIn(file.value, 'quotas').flatMap((entry, index) =>
      checkCounts(file, ['quotas', String(index), 'overLimit'], objectIn(objectIn(entry).overLimit), organization),
    ),
    ...checkCounts(file, ['unpriced'], objectIn(objectIn(file.value).unpriced), organization),
  ];

function checkCounts(file: SourceFile, at: Steps, holder: JsonObject, organization: Json): readonly BundleProblem[] {
  return listIn(holder, 'approvals').flatMap((requirement, index) => {
    const { group, count } = objectIn(requirement);
    const people = listIn(organization, 'people').filter((person) => listIn(person, 'groups').includes(group ?? null));
    if (typeof count !== 'number' || people.length === 0 || people.length >= count) return [];
    const message = `\`${textIn(group)}\` has ${people.length} of the ${count} people who would have to approve: ask fewer, or give the group to more`;
    return [problem(file, [...at, 'approvals', String(index), 'count'], message)];
  });
}
