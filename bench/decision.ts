import { parseBody } from '../gateway/actions/parse.ts';
import { type Governance, subjectOf } from '../gateway/flows/assess.ts';
import { type Judged, judge } from '../gateway/flows/decide.ts';
import { evaluate } from '../gateway/rules/evaluate.ts';
import { canonicalHash } from '../gateway/shared/canonical.ts';
import type { Json } from '../gateway/shared/json.ts';
import type { Principal } from '../gateway/shared/principal.ts';
import { type Bench, type Effort, type Figure, figure } from './figure.ts';
import { inJ, type Part } from './in-j.ts';
import { ada, exampleBody, governanceOf, manyHyperparametersBody, samplePolicies, strictLog } from './sample.ts';

/** DESIGN: the whole decision, in JSON.parse of the same body. */
const GOAL_J = 3;
const ID = '00000000-0000-4000-8000-000000000000';
const MOMENT = { at: Date.UTC(2026, 10, 27) };

/** judge() and its parts against JSON.parse of the same text, which is what J is; decoding the bytes is not in J. */
export const decision: Bench = {
  name: 'decision',
  about: 'the whole decision and its parts, in J = JSON.parse of the same body (as text) in the same process',
  run: async ({ quick }) => {
    const governance = governanceOf(samplePolicies());
    return [
      ...measure('compliant.json, allowed', exampleBody('compliant.json'), governance, { quick }),
      ...measure('five-faults.json, refused', exampleBody('five-faults.json'), governance, { quick }),
      ...measure('100 hyperparameters, allowed', manyHyperparametersBody(), governance, { quick }),
    ];
  },
};

function measure(title: string, body: Buffer, governance: Governance, { quick }: Effort): readonly Figure[] {
  const text = body.toString();
  return inJ(body, partsOf(body, text, governance), { quick }).map((measured) => {
    const goal = measured.name === 'whole decision' ? GOAL_J : null;
    return figure({ ...measured, name: `${measured.name}, ${title}`, unit: 'J', goal });
  });
}

/** What there is to time. Parts are exports that others rely on too; the rest of the whole is completing and describing. */
function partsOf(body: Buffer, text: string, governance: Governance): Readonly<Record<string, Part>> {
  const principal = ada(governance);
  const submitted = JSON.parse(text);
  const { bundle, action } = governance;
  const { context, prepared } = judged(governance, principal, body);
  const subject = subjectOf(context, prepared);
  return {
    'whole decision': () => judge(governance, { principal, body }, ID, MOMENT, strictLog),
    '  parse strictly': () => parseBody(body),
    '  validate': () => action.validate(submitted),
    '  evaluate the rules': () => evaluate(bundle.bindings, subject),
    '  one canonical hash': () => canonicalHash(submitted as Json),
    '  decode and JSON.parse': () => JSON.parse(body.toString()),
  };
}

function judged(governance: Governance, principal: Principal, body: Buffer): Judged {
  const result = judge(governance, { principal, body }, ID, MOMENT, strictLog);
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}
