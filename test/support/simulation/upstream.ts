import type { StateChange } from '../../../gateway/flows/observe.ts';
import type {
  CreateOutcome,
  Look,
  Relay,
  Relayed,
  StopOutcome,
  TrainingService,
} from '../../../gateway/flows/ports.ts';
import { canonicalHash } from '../../../gateway/shared/canonical.ts';
import { ADMISSION_TAG, type AdmissionId } from '../../../gateway/shared/ids.ts';
import type { Bill, UpstreamStatus } from '../../../gateway/shared/job.ts';
import type { JsonObject } from '../../../gateway/shared/json.ts';
import type { Tape } from './tape.ts';

export interface UpstreamJob {
  readonly name: string;
  /** null: a stranger's, made past the gateway. */
  readonly admissionId: AdmissionId | null;
  readonly requestHash: string;
  readonly createdAt: number;
  live: boolean;
  modifiedAt: number;
  /** When it ended; null: it lives. */
  endedAt: number | null;
  /** Whether it leaves a warm pool, and when that ended. */
  keepAliveMs: number;
  /** Spot or not: the share of its time that is billed. */
  readonly billedShare: number;
  /** A stranger's job that carries the admission tag of one of ours. */
  readonly forged: boolean;
}

/** A create that was sent and not answered; it may yet take effect. */
interface LateCreate {
  readonly request: JsonObject;
  readonly until: number;
}

/** How long after it was sent a create may take effect. With skew and read lag it fits the protocol's wait. */
export const LATEST_EFFECT_MS = 285_000;
/** How long a new job may be missing from reads. */
const READ_LAG_MS = 5_000;

export interface UpstreamFaults {
  readonly latestEffectMs: number;
  /** Looks take any job of the name for ours, as a gateway would that did not compare admission tags. */
  readonly blindToTags: boolean;
}

/** SageMaker as the protocol sees it: names, tags, lives, and every way in which an answer can go missing. */
export class Upstream {
  readonly jobs = new Map<string, UpstreamJob>();
  /** Every job that ever was. */
  readonly created: UpstreamJob[] = [];
  readonly stopped: UpstreamJob[] = [];
  /** What the gateway had deleted. */
  readonly deleted: UpstreamJob[] = [];
  readonly sent: JsonObject[] = [];
  late: LateCreate[] = [];
  /** The next create takes effect late, if at all. */
  losesNext = false;
  private readonly tape: Tape;
  private readonly now: () => number;
  private readonly faults: UpstreamFaults;
  /** Of so many creates, three end in a refusal, a late effect or a lost answer. */
  private readonly troubles: number;

  constructor(tape: Tape, now: () => number, faults: UpstreamFaults) {
    this.troubles = tape.pick([8, 4, 5]);
    this.tape = tape;
    this.now = now;
    this.faults = faults;
  }

  /** The port, as one process calls it: it is gated before a call takes effect and before its answer arrives. */
  port(gate: () => Promise<void>, onCreate: (request: JsonObject) => void): TrainingService {
    const gated = async <T>(effect: () => T): Promise<T> => {
      await gate();
      const answer = effect();
      await gate();
      return answer;
    };
    return {
      create: (request) => {
        onCreate(request);
        this.sent.push(request);
        const until = this.now() + this.faults.latestEffectMs;
        return gated(() => this.receive(request, until));
      },
      look: (record) => gated(() => this.look(record)),
      stop: (name) => gated(() => this.stop(name)),
    };
  }

  /** Deletions and updates as one process passes them on. */
  relay(gate: () => Promise<void>): Relay {
    return {
      send: async (operation, request) => {
        await gate();
        const answer =
          operation === 'UpdateTrainingJob' ? this.update(request) : this.delete(String(request.TrainingJobName));
        await gate();
        return answer;
      },
    };
  }

  private delete(name: string): Relayed {
    const trouble = this.tape.choose(6);
    if (trouble === 1) return { kind: 'unknown', cause: new Error('timeout') };
    const job = this.jobs.get(name);
    if (!job) return refusedDelete('ValidationException');
    if (job.live || this.isPoolKept(job)) return refusedDelete('ResourceInUse');
    this.jobs.delete(name);
    this.deleted.push(job);
    return trouble === 2
      ? { kind: 'unknown', cause: new Error('the answer was lost') }
      : { kind: 'answered', body: '' };
  }

  /** Changes how long a warm pool is kept: while it is there, and not always. */
  private update({ TrainingJobName: name, ResourceConfig: resources }: JsonObject): Relayed {
    const job = this.jobs.get(String(name));
    const trouble = this.tape.choose(4);
    if (trouble === 1) return { kind: 'unknown', cause: new Error('timeout') };
    if (!job || !this.isPoolKept(job) || trouble === 2) return refusedDelete('ValidationException');
    job.keepAliveMs = 1_000 * Number((resources as { KeepAlivePeriodInSeconds: number }).KeepAlivePeriodInSeconds);
    return trouble === 3
      ? { kind: 'unknown', cause: new Error('the answer was lost') }
      : { kind: 'answered', body: '' };
  }

  private receive(request: JsonObject, until: number): CreateOutcome {
    const trouble = this.losesNext ? 2 : this.tape.choose(this.troubles) - (this.troubles - 4);
    if (this.tape.chance(10))
      return { kind: 'busy', refusal: { code: 'ThrottlingException', message: 'Rate exceeded' } };
    if (trouble === 1) {
      return { kind: 'refused', refusal: { code: 'ResourceLimitExceeded', message: 'the account is at its limit' } };
    }
    this.losesNext = false;
    if (trouble === 2) this.late.push({ request, until });
    if (trouble === 3 && this.now() <= until) this.take(request);
    if (trouble > 1 || this.now() > until) return { kind: 'unknown', cause: new Error('timeout') };
    return this.take(request)
      ? { kind: 'accepted' }
      : { kind: 'refused', refusal: { code: 'ResourceInUse', message: 'the name is taken' } };
  }

  /** False: the name is taken. */
  private take(request: JsonObject, forged = false): boolean {
    const name = String(request.TrainingJobName);
    if (this.jobs.has(name)) return false;
    const tags = request.Tags as readonly { Key: string; Value: string }[];
    const resources = request.ResourceConfig as { readonly KeepAlivePeriodInSeconds?: number } | undefined;
    const admissionId = tags.find(({ Key }) => Key === ADMISSION_TAG)?.Value ?? null;
    const at = this.now();
    const job = {
      name,
      admissionId,
      requestHash: canonicalHash(request),
      createdAt: at,
      live: true,
      modifiedAt: at,
      endedAt: null,
      keepAliveMs: 1_000 * Number(resources?.KeepAlivePeriodInSeconds ?? 0),
      billedShare: this.tape.pick([1, 0.4]),
      forged,
    };
    this.jobs.set(name, job);
    this.created.push(job);
    return true;
  }

  /** A create that nobody waits for any more takes effect, or does not. */
  landLate(index: number): void {
    const [create] = this.late.splice(index, 1);
    if (create && this.now() <= create.until) this.take(create.request);
  }

  strangerCreates(name: string): void {
    this.take({ TrainingJobName: name, Tags: [] });
  }

  /** A stranger's job under a name of its own that carries a copied admission tag. */
  strangerCopiesTag(admissionId: AdmissionId): void {
    this.take({ TrainingJobName: 'job-forged', Tags: [{ Key: ADMISSION_TAG, Value: admissionId }] }, true);
  }

  /** Somebody deletes an ended job past the gateway. */
  deleteJob(name: string): void {
    this.jobs.delete(name);
  }

  endJob(name: string): void {
    const job = this.jobs.get(name);
    if (!job?.live) return;
    job.live = false;
    job.endedAt = this.now();
    job.modifiedAt = this.now();
  }

  /** Whether a warm pool keeps its instances now. */
  isPoolKept({ endedAt, keepAliveMs }: UpstreamJob): boolean {
    return endedAt !== null && this.now() < endedAt + keepAliveMs;
  }

  /** An event that SageMaker may send of a job at this moment: the newest, or one that it overtook. */
  eventOf(job: UpstreamJob): StateChange {
    const stale = !job.live && this.tape.chance(3);
    const status = stale ? statusAt(true, job.createdAt) : statusAt(job.live, job.modifiedAt);
    return { arn: arnOf(job.name), admissionId: job.admissionId, status };
  }

  private look({ name, admissionId }: { name: string; admissionId: AdmissionId }): Look {
    const job = this.jobs.get(name);
    if (!job) return { kind: 'none' };
    if (this.tape.chance(3))
      return { kind: 'unknown', cause: new Error('throttled'), ...(this.tape.chance(2) && { isBusy: true }) };
    if (this.now() - job.createdAt < READ_LAG_MS && this.tape.chance(2)) return { kind: 'none' };
    const ours = this.faults.blindToTags || job.admissionId === admissionId;
    return ours ? { kind: 'ours', status: this.described(job) } : { kind: 'other' };
  }

  /** What Describe says: of a job that has ended its bill, too. */
  private described(job: UpstreamJob): UpstreamStatus {
    const status = { ...statusAt(job.live, job.modifiedAt), trainingStartedAt: job.createdAt };
    if (job.endedAt === null) return status;
    return { ...status, bill: this.billOf(job), ...(this.isPoolKept(job) && { isPoolKept: true }) };
  }

  /** What a job that has ended has cost, up to now. */
  billOf({ createdAt, endedAt, keepAliveMs, billedShare }: UpstreamJob): Bill {
    const trainingSeconds = Math.ceil(((endedAt ?? createdAt) - createdAt) / 1_000);
    const keptSeconds = Math.ceil(Math.min(this.now() - (endedAt ?? this.now()), keepAliveMs) / 1_000);
    return { trainingSeconds, billableSeconds: Math.ceil(trainingSeconds * billedShare), keptSeconds, selected: null };
  }

  private stop(name: string): StopOutcome {
    const job = this.jobs.get(name);
    if (!job || this.tape.chance(6)) return { kind: 'unknown', cause: new Error('throttled') };
    this.stopped.push(job);
    this.endJob(name);
    return { kind: 'taken' };
  }
}

export const arnOf = (name: string): string => `arn:aws:sagemaker:eu-west-1:111122223333:training-job/${name}`;

const statusAt = (live: boolean, at: number): UpstreamStatus => ({
  trainingJobStatus: live ? 'InProgress' : 'Completed',
  secondaryStatus: live ? 'Training' : 'Completed',
  lastModifiedAt: at,
  failureReason: null,
});

const refusedDelete = (code: string): Relayed => ({ kind: 'refused', refusal: { code, message: 'not to be deleted' } });
