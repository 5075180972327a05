import type { JobRequests } from '../actions/operations/receive.ts';
import { assessQuota } from '../quota/assess.ts';
import { canonicalHash } from '../shared/canonical.ts';
import { type Decision, type FoundViolation, holds, waiversUsed } from '../shared/decision.ts';
import type { ErrorCode, Refusal } from '../shared/errors.ts';
import { type JobRecord, lastDecision } from '../shared/job.ts';
import { isJsonList, type Json, type JsonObject, objectIn, textIn } from '../shared/json.ts';
import type { MeteredGroup } from '../shared/meter.ts';
import { metered } from '../shared/prices.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { InstanceGroup } from '../shared/workload.ts';
import { assessAsIs, type Context, contextFor, type Governance, purposeOf } from './assess.ts';
import { type Changing, recordChange } from './change.ts';
import { decisionAsIs, report } from './decide.ts';
import { recordSubmitted } from './forward.ts';
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
): Promise<Result<Updated, Refusal<ErrorCode>>> {
  const { ports, relay } = changing;
  const job = await ownJobUpstream(ports, principal, update.TrainingJobName);
  if (!job.ok) return job;
  const record = await knownSubmitted(ports, job.value);
  const stored = await ports.store.load(record.admissionId);
  if (!stored?.request) return err(jobNotFound(record.name));
  const at = ports.clock.now();
  const context = withOwnWaivers(contextFor(governance, principal, ports.ids.next(), { at }), record);
  const { assessment, added } = assessed(context, record, stored.request, update);
  const found = assessment.found.map(unlessApproved(record));
  report(context.id, assessment, ports.log);
  const decision = decisionAsIs(context, record.name, found);
  const refusing = { ports, principal, record, update };
  if (decision.verdict === 'deny') return refuse(refusing, decision, 'policy-denied');
  // A job that runs cannot be held: a change that needs people is asked for as a new job.
  if (decision.verdict === 'hold') return refuse(refusing, decision, 'approval-required');
  const { workload } = assessment.prepared;
  const reserved = await reserveMore(ports, governance.bundle.quotas, { workload, added }, record);
  if (reserved.kind === 'changed') return updateJob(changing, governance, principal, update);
  if (reserved.kind === 'over-quota') {
    const { violations } = assessQuota(reserved.lines, reserved.reading, purposeOf(context, workload));
    return refuse(refusing, decisionAsIs(context, record.name, [...found, ...violations]), 'quota-exceeded');
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

/** SageMaker shows the job, so the outcome of its forward is known: only of such a job the reservation can be another. */
const knownSubmitted = async (ports: Ports, record: JobRecord): Promise<JobRecord> =>
  record.state === 'forwarding' ? recordSubmitted(ports, record, 'update') : record;

/**
 * What the policies make of the job as it would then be, and the instances that are new, with what they cost.
 * INVARIANT: an update only adds instances, those of rules, and the request describes rules last. So what the record has
 * beyond those of the request was added by updates before; an update that comes again, its answer lost, adds no rule twice.
 */
function assessed(context: Context, { metered: held }: JobRecord, request: JsonObject, update: UpdateRequest) {
  const { bundle, site } = context;
  const admitted = context.action.describe(request).workload.groups.length;
  const before = held.slice(admitted).map(withoutPlace);
  const fresh = withoutRules(update, new Set(held.flatMap(({ rule }) => rule ?? [])));
  const job = changed(request, fresh);
  const assessment = assessAsIs(context, job, before);
  const { groups } = assessment.prepared.workload;
  const added = groups.slice(admitted, groups.length - before.length).map((group) => ({
    ...metered(bundle.prices, site.region, group),
    rule: ruleAt(job, group.path),
  }));
  return { assessment, added };
}

/** The update without the rules that the job has by updates before. */
const withoutRules = (update: UpdateRequest, names: ReadonlySet<string>): UpdateRequest => {
  const { ProfilerRuleConfigurations: rules } = update;
  if (!isJsonList(rules)) return update;
  const others = rules.filter((rule) => !names.has(textIn(objectIn(rule).RuleConfigurationName)));
  return { ...update, ProfilerRuleConfigurations: others };
};

/** The name of the rule whose instances stand at a path such as `/ProfilerRuleConfigurations/2`. */
function ruleAt(job: JsonObject, path: string): string {
  const [, member = '', index = ''] = path.split('/');
  const rules = job[member];
  return isJsonList(rules) ? textIn(objectIn(rules[Number(index)]).RuleConfigurationName) : path;
}

/** No request that is kept names it, and its volume is in its price. */
function withoutPlace({ type, count, use, isAlternative }: MeteredGroup): InstanceGroup {
  const path = '/ProfilerRuleConfigurations';
  return { type, count, use, isAlternative, path, countPath: null, volumeSizeGb: { value: null, path } };
}

/** An update takes no use of a waiver: it may rely on those that its job was admitted by, and on no other. */
function withOwnWaivers(context: Context, record: JobRecord): Context {
  const own = waiversUsed(lastDecision(record));
  return { ...context, waivers: context.waivers.filter(({ waiver }) => own.includes(waiver.waiver)) };
}

/** What people have approved of the job they need not approve again, as long as an update leaves it as it is. */
const unlessApproved =
  (record: JobRecord) =>
  (found: FoundViolation): FoundViolation => {
    const approved = lastDecision(record).violations.some(
      (each) =>
        holds(each) && each.policy === found.policy && each.rule === found.rule && each.message === found.message,
    );
    return holds(found) && approved
      ? { ...found, enforcement: 'warn', remedy: 'nothing to do: it was approved' }
      : found;
  };

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
  code: 'policy-denied' | 'quota-exceeded' | 'approval-required',
): Promise<Result<never, Refusal>> {
  const at = ports.clock.now();
  const submittedHash = canonicalHash(update);
  const entry = { id: decision.id, at, action: 'UpdateTrainingJob', name, principal, submittedHash, decision };
  await recordRefusal(ports, { ...entry, code });
  return err({ code, detail: refusalText(decision), decision });
}
