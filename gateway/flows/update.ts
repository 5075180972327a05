import type { JobRequests } from '../actions/operations/receive.ts';
import { assessQuota } from '../quota/assess.ts';
import { canonicalHash } from '../shared/canonical.ts';
import { type Decision, waiversUsed } from '../shared/decision.ts';
import type { Refusal } from '../shared/errors.ts';
import type { JobRecord } from '../shared/job.ts';
import { isJsonList, type Json, type JsonObject, objectIn } from '../shared/json.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { assessAsIs, type Context, contextFor, type Governance, purposeOf } from './assess.ts';
import { type Changing, recordChange } from './change.ts';
import { decisionAsIs, report } from './decide.ts';
import { jobNotFound, ownJobUpstream } from './job-access.ts';
import { passedOn } from './passed-on.ts';
import type { Ports } from './ports.ts';
import { recordRefusal, refusalText } from './refusal.ts';
import { giveBack, reserveMore } from './reserve-more.ts';

type UpdateRequest = JobRequests['UpdateTrainingJob'];

/** What SageMaker answered, and the decision that let the update pass. */
export interface Updated {
  readonly body: string;
  readonly decision: Decision;
}

/**
 * Changes a job of the principal's own team as SageMaker's UpdateTrainingJob does. The policies judge the job as it
 * would then be, so no update brings about what a create would have been denied; and what it takes beyond what was reserved
 * is reserved before anything is passed on.
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
  const at = ports.clock.now();
  const context = withOwnWaivers(contextFor(governance, principal, ports.ids.next(), { at }), record);
  const assessment = assessAsIs(context, changed(stored.request, update));
  report(context.id, assessment, ports.log);
  const decision = decisionAsIs(context, record.name, assessment.found);
  const refusing = { ports, principal, record, update };
  if (decision.verdict === 'deny') return refuse(refusing, decision, 'policy-denied');
  const reserved = await reserveMore(ports, context, assessment.prepared, record);
  if (reserved.kind === 'over-quota') {
    const { violations } = assessQuota(
      reserved.lines,
      reserved.reading,
      purposeOf(context, assessment.prepared.workload),
    );
    return refuse(refusing, decisionAsIs(context, record.name, [...assessment.found, ...violations]), 'quota-exceeded');
  }
  const { TrainingJobName: _, ...members } = update;
  await recordChange(ports, principal, record, {
    action: 'UpdateTrainingJob',
    touches: Object.keys(members),
    decision,
  });
  const passed = await passedOn(relay, 'UpdateTrainingJob', update);
  if (!passed.ok) await giveBack(ports, reserved, record);
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

/** Who wants which change of which job. */
interface Refusing {
  readonly ports: Ports;
  readonly principal: Principal;
  readonly record: JobRecord;
  readonly update: UpdateRequest;
}

async function refuse(
  { ports, principal, record: { name }, update }: Refusing,
  decision: Decision,
  code: 'policy-denied' | 'quota-exceeded',
): Promise<Result<never, Refusal>> {
  const at = ports.clock.now();
  const submittedHash = canonicalHash(update);
  const entry = { id: decision.id, at, action: 'UpdateTrainingJob', name, principal, submittedHash, decision };
  await recordRefusal(ports, { ...entry, code });
  return err({ code, detail: refusalText(decision), decision });
}
