import type { Finding } from '../../shared/decision.ts';
import type { Json } from '../../shared/json.ts';
import { maskedIn } from '../../shared/mask.ts';
import type { Check } from '../rule.ts';
import { BUDGET, type Frame } from './frame.ts';
import { condition, list, type Part, pointer, type TextPart, template, value } from './part.ts';
import type { Engine, Params } from './slot.ts';
import { tagKeysIn } from './tag-keys.ts';
import type { Value } from './value.ts';
import { ITEM_VARIABLES, slotsOf, VARIABLES, type View, viewOf } from './view.ts';

/** The params, ready to run. */
interface Parts {
  readonly each: Part<readonly Value[]> | null;
  readonly holds: Part<boolean>;
  readonly path: TextPart;
  readonly message: TextPart;
  readonly remedy: TextPart;
  readonly observed: Part<Json> | null;
  readonly limit: Part<Json> | null;
  readonly fix: readonly { readonly path: TextPart; readonly value: Part<Json> }[];
}

function partsOf(params: Params): Parts {
  const hasItems = params.each !== undefined;
  const { observed, limit, each, path = '', fix = [] } = params;
  return {
    each: each === undefined ? null : list('each', each),
    holds: condition('expression', params.expression, hasItems),
    path: pointer('path', path, hasItems),
    message: template('message', params.message, hasItems),
    remedy: template('remedy', params.remedy, hasItems),
    observed: observed === undefined ? null : value('observed', observed, hasItems),
    limit: limit === undefined ? null : value('limit', limit, hasItems),
    fix: fix.map((change) => ({
      path: pointer('fix', change.path, hasItems),
      value: value('fix', change.value, hasItems),
    })),
  };
}

function open(params: Params): Check {
  const parts = partsOf(params);
  const { each } = parts;
  return (subject) => {
    const frame: Frame = { slots: slotsOf(subject), left: BUDGET };
    if (each === null) return parts.holds(frame) ? NOTHING : [findingOf(parts, frame, viewOf(subject.workload))];
    const findings: Finding[] = [];
    let index = 0;
    for (const item of each(frame)) {
      frame.slots[ITEM] = item;
      frame.slots[INDEX] = index++;
      if (!parts.holds(frame)) findings.push(findingOf(parts, frame, viewOf(subject.workload)));
    }
    return findings;
  };
}

const NOTHING: readonly Finding[] = [];
const ITEM = VARIABLES.length + ITEM_VARIABLES.indexOf('item');
const INDEX = VARIABLES.length + ITEM_VARIABLES.indexOf('index');

/** INVARIANT: what it tells has no value of the environment or the hyperparameters, since others read it, too. */
function findingOf(parts: Parts, frame: Frame, { mask }: View): Finding {
  const { path, message, remedy, observed, limit, fix } = parts;
  return {
    path: path(frame),
    message: mask(message(frame)),
    observed: maskedIn(observed?.(frame) ?? null, mask),
    limit: maskedIn(limit?.(frame) ?? null, mask),
    remedy: mask(remedy(frame)),
    ...(fix.length > 0 && { fix: fix.map((change) => ({ path: change.path(frame), value: change.value(frame) })) }),
  };
}

/** What `slot` is filled with. A function's bundle has it in a file of its own (scripts/bundle-handlers.ts). */
export const engine: Engine = { open, tagKeys: tagKeysIn };
