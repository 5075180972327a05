import type { JobRequests } from '../actions/operations/receive.ts';
import { BUILT_IN_POLICY } from '../bundle/open.ts';
import { canonicalHash } from '../shared/canonical.ts';
import { type Decision, type FoundViolation, OWN_DENIAL, waiversUsed } from '../shared/decision.ts';
import type { Refusal } from '../shared/errors.ts';
import type { JobRecord } from '../shared/job.ts';
import { isJsonList, type Json, type JsonObject, objectIn } from '../shared/json.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { assessAsIs, type Context, contextFor, type Governance, linesOf } from './assess.ts';
import { type Changing, recordChange } from './change.ts';
import { decisionAsIs, report } from './decide.ts';
import { jobNotFound, ownJobUpstream } from './job-access.ts';
import { passedOn } from './passed-on.ts';
import { recordRefusal, refusalText } from './refusal.ts';

type UpdateRequest = JobRequests['UpdateTrainingJob'];

/** What SageMaker answered, and the decision that let the update pass. */
export interface Updated {
  readonly body: string;
  readonly decision: Decision;
}

/**
 * Changes a job of the principal's own team as SageMaker's UpdateTrainingJob does. The policies judge the job as it
 * would then be, so no update brings about what a create would have been denied; and it takes no more quota than was
 * reserved.
 */
export async function updateJob(
  changing: Changing,
  governance: Governance,
  principal: Principal,
  update: UpdateRequest,
): Promise<Result<Updated, Refusal>> {
  const { ports, relay } = changing;
  const job = await ownJobUpstream(ports, principal, update.TrainingJobName);
  if (!job.ok) return job;
  const record = job.value;
  const stored = await ports.store.load(record.admissionId);
  if (!stored?.request) return err(jobNotFound(record.name));
  const context = withOwnWaivers(
    contextFor(governance, principal, ports.ids.next(), { at: ports.clock.now() }),
    record,
  );
  const assessment = assessAsIs(context, changed(stored.request, update));
  report(context.id, assessment, ports.log);
  const found = [...assessment.found, ...unreserved(context, assessment, record)];
  const decision = decisionAsIs(context, record.name, found);
  if (decision.verdict === 'deny') return refuse(changing, principal, record, update, decision);
  const { TrainingJobName: _, ...members } = update;
  await recordChange(ports, principal, record, {
    action: 'UpdateTrainingJob',
    touches: Object.keys(members),
    decision,
  });
  const passed = await passedOn(relay, 'UpdateTrainingJob', update);
  return passed.ok ? ok({ body: passed.value, decision }) : passed;
}

/** An update takes no use of a waiver: it may rely on those that its job was admitted by, and on no other. */
function withOwnWaivers(context: Context, { decision }: JobRecord): Context {
  const own = waiversUsed(decision);
  return { ...context, waivers: context.waivers.filter(({ waiver }) => own.includes(waiver.waiver)) };
}

/** The job's request as if it had been created so: settings replace each other, rules are added to those there are. */
function changed(request: JsonObject, update: UpdateRequest): JsonObject {
  const members = Object.entries(update).filter(([member]) => member !== 'TrainingJobName');
  return {
    ...request,
    ...Object.fromEntries(members.map(([member, value]) => [member, merged(request[member], value)])),
  };
}

const merged = (before: Json | undefined, value: Json): Json =>
  isJsonList(value) ? [...(isJsonList(before) ? before : []), ...value] : { ...objectIn(before), ...objectIn(value) };

/** Whatever would run beyond what the admission reserved. */
function unreserved(
  context: Context,
  { prepared }: ReturnType<typeof assessAsIs>,
  { lines }: JobRecord,
): readonly FoundViolation[] {
  const reserved = new Map(lines.map(({ dimension, amount }) => [dimension, amount]));
  const over = linesOf(context, prepared).find(({ dimension, amount }) => amount > (reserved.get(dimension) ?? 0));
  if (over === undefined) return [];
  const finding = {
    path: '',
    message: `the job would take ${over.amount} of \`${over.dimension}\`, and ${reserved.get(over.dimension) ?? 0} were reserved for it`,
    observed: over.amount,
    limit: reserved.get(over.dimension) ?? 0,
    remedy: 'submit a new job that asks for all of it',
  };
  return [{ ...finding, ...OWN_DENIAL, policy: BUILT_IN_POLICY, rule: 'update' }];
}

async function refuse(
  { ports }: Changing,
  principal: Principal,
  { name }: JobRecord,
  update: UpdateRequest,
  decision: Decision,
): Promise<Result<never, Refusal>> {
  const at = ports.clock.now();
  const submittedHash = canonicalHash(update);
  const entry = { id: decision.id, at, action: 'UpdateTrainingJob', name, principal, submittedHash, decision };
  await recordRefusal(ports, { ...entry, code: 'policy-denied' });
  return err({ code: 'policy-denied', detail: refusalText(decision), decision });
}
