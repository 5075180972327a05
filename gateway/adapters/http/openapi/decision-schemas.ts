import type { Need, ReservationLine } from '../../../shared/amount.ts';
import type { Requirement } from '../../../shared/approval.ts';
import { type Decision, ENFORCEMENTS, type Verdict, type Violation } from '../../../shared/decision.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';
import type { JsonPatch } from '../../../shared/json-patch.ts';
import type { Estimate } from '../../../shared/prices.ts';
import { ANYTHING, listOf, objectOf, oneOf, orNull, ref, TEXT, told, UUID } from './schema.ts';

const AMOUNT: JsonObject = { type: 'integer', minimum: 1 };
/** Of a limit, or of what is left or used. */
export const COUNT: JsonObject = { type: 'integer', minimum: 0 };

const violation = objectOf<Violation>(
  {
    policy: told(TEXT, 'The policy that was broken; `quotas` for a limit.'),
    rule: TEXT,
    enforcement: ref('Enforcement'),
    path: told(TEXT, 'JSON Pointer into the request.'),
    message: told(TEXT, 'What was seen and what is allowed.'),
    observed: ANYTHING,
    limit: ANYTHING,
    remedy: told(TEXT, 'What the caller can do about it.'),
    link: orNull(TEXT, 'Where the organisation explains the policy.'),
    owner: orNull(TEXT, 'Who may change the policy; null: it is built in, or a quota.'),
    waiver: orNull(TEXT, 'The waiver that lifts it: it is told and kept, and refuses nothing.'),
    waiverRequest: orNull(TEXT, 'Where to ask for a waiver; null where none is possible.'),
    approvals: told(listOf(ref('Requirement')), 'Who has to approve; there where the enforcement is `hold`.'),
  },
  ['approvals'],
);

const patch = objectOf<{ op: JsonPatch['op']; path: string; value?: Json }>(
  { op: oneOf<JsonPatch['op']>({ add: true, replace: true, remove: true }), path: TEXT, value: ANYTHING },
  ['value'],
);

const line = {
  scope: ref('Scope'),
  dimension: ref('Dimension'),
  window: ref('Window'),
  amount: AMOUNT,
};

const need = objectOf<Need>({
  ...line,
  limit: orNull(COUNT, 'null: nothing limits it.'),
  left: orNull(COUNT, 'Before this request; null where nothing limits it, or where the ledger was not read.'),
});

const MICROS = told(COUNT, 'Millionths of a USD.');

const estimate = objectOf<Estimate>({
  totalUsdMicros: told(COUNT, 'Millionths of a USD, as all of them here: the most that the job may cost.'),
  instancesUsdMicros: told(COUNT, 'Of it the instances, without their volumes.'),
  volumesUsdMicros: MICROS,
  warmPoolUsdMicros: told(COUNT, 'Instances and volumes while they are kept after the job.'),
  spotUsdMicros: orNull(COUNT, 'What a spot job is expected to cost: no bound. null: no spot job, or not known.'),
  priceDate: orNull({ type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }, 'When the prices were looked up.'),
  basis: oneOf<Estimate['basis']>({ list: true, agreed: true }),
});

const decision = objectOf<Decision>({
  id: told(UUID, 'Of this decision; the admissionId where the job was admitted.'),
  verdict: told(oneOf<Verdict>({ allow: true, hold: true, deny: true }), '`hold`: it runs once people have approved.'),
  policyVersion: ref('PolicyVersion'),
  violations: told(listOf(ref('Violation')), 'All of them, `warn` and `audit` included, under any verdict.'),
  approvals: told(listOf(ref('Requirement')), 'Who has to approve; none where nobody has to.'),
  completed: told(listOf(ref('JsonPatch')), 'What the gateway changed in the request.'),
  corrected: orNull(
    ref('CreateTrainingJobRequest'),
    'Of a request that is refused or held, the one that would pass, where that is known.',
  ),
  correction: told(listOf(ref('JsonPatch')), 'What `corrected` changes in the request.'),
  needs: told(listOf(ref('Need')), 'What the job takes.'),
  estimate: orNull(ref('Estimate'), 'What the job may cost at most; null where a price is not known.'),
});

/** A decision, and everything in one. */
export const DECISION_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  Decision: decision,
  Violation: violation,
  Requirement: told(
    objectOf<Requirement>({ group: TEXT, count: AMOUNT }),
    'So many people of a group have to approve.',
  ),
  Enforcement: { type: 'string', enum: ENFORCEMENTS },
  JsonPatch: told(patch, 'One operation of RFC 6902.'),
  Need: need,
  Estimate: estimate,
  ReservationLine: objectOf<ReservationLine>(line),
  PolicyVersion: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the policies that judge.' },
  Scope: {
    type: 'string',
    pattern: '^(?:org|[a-z]+:.+)$',
    description:
      'Whom a count is for: `org`, `department:research`, `team:vision`, `person:ada@example.com`, `tag:Project=atlas`.',
  },
  Dimension: {
    type: 'string',
    pattern: '^[A-Za-z]+(?::.+)?$',
    description:
      'What is counted: `jobs`, `instances`, `gpus`, `accelerators`, `family:p4d`, `type:ml.p4d.24xlarge`; `usdMicros`, `gpuSeconds`, `instanceSeconds`.',
  },
  Window: {
    type: 'string',
    pattern: '^(?:current|[0-9]{4}(?:-(?:[0-9]{2}(?:-[0-9]{2})?|W[0-9]{2}|Q[1-4]))?)$',
    description:
      'The time a count is over; `current` is what is held now. `2026-11-27`, `2026-W48`, `2026-11`, `2026-Q4`, `2026`.',
  },
};
