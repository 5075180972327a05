import type { ApprovalNotice, NoticeKey } from '../../../../gateway/approvals/notice.ts';
import type { Notifier, Sought, Told } from '../../../../gateway/flows/ports.ts';
import type { JobState } from '../../../../gateway/shared/job.ts';
import type { Tape } from '../tape.ts';

/** A message that the channel really got. */
export interface Posted {
  readonly ref: string;
  readonly admissionId: string;
  readonly at: number;
  version: number;
  state: JobState;
  readonly replies: { readonly key: NoticeKey; readonly at: number }[];
  /** Somebody took it away. */
  isDeleted: boolean;
}

/** Something on its way to the channel that nobody waits for any more. */
interface Late {
  readonly effect: () => Told;
  readonly until: number;
}

/** How long after it was sent anything may reach the channel: with the gateway's window for telling and skew it fits its lease. */
const LATEST_TOLD_MS = 30_000;
/** The adapter looks back so much further than to the attempt. */
const LOOK_BACK_MS = 120_000;

/** Slack as the gateway sees it: one channel, its threads, and every way in which an answer can go missing. */
export class Slack {
  readonly posted: Posted[] = [];
  /** What a message showed after something newer. */
  readonly backward: string[] = [];
  late: Late[] = [];
  /** How often anything changed. */
  changes = 0;
  /** The next of these takes effect, and its sender hears nothing. */
  silentOn: NoticeKey | null = null;
  private readonly tape: Tape;
  private readonly now: () => number;
  /** One in so many calls goes wrong. */
  private readonly troubles: number;

  constructor(tape: Tape, now: () => number) {
    this.troubles = tape.pick([4, 2, 12]);
    this.tape = tape;
    this.now = now;
  }

  /** The port, as one process calls it: gated before a call takes effect and before its answer arrives. */
  notifier(gate: () => Promise<void>): Notifier {
    return {
      post: (notice) => this.tell('asked', gate, () => this.post(notice)),
      update: (ref, notice) => this.tell('update', gate, () => this.update(ref, notice)),
      reply: (ref, _notice, _kind, key) => this.tell(key, gate, () => this.reply(ref, key)),
      seek: async (admissionId, key, ref, since) => {
        await gate();
        const sought = this.seek(admissionId, key, ref, since - LOOK_BACK_MS);
        await gate();
        return sought;
      },
    };
  }

  /** What is there to be seen of an approval. */
  shown(admissionId: string): readonly Posted[] {
    return this.posted.filter((message) => message.admissionId === admissionId && !message.isDeleted);
  }

  landLate(index: number): void {
    const [late] = this.late.splice(index, 1);
    if (late && this.now() <= late.until) late.effect();
  }

  remove(message: Posted): void {
    message.isDeleted = true;
    this.changes += 1;
  }

  private async tell(telling: NoticeKey, gate: () => Promise<void>, effect: () => Told): Promise<Told> {
    const until = this.now() + LATEST_TOLD_MS;
    await gate();
    const trouble = this.troubleNext(telling);
    const isTooLate = this.now() > until;
    if (trouble === 'late') this.late.push({ effect, until });
    const told = trouble === 'none' || trouble === 'silent' ? isTooLate || effect() : true;
    await gate();
    if (trouble === 'busy') return { kind: 'later', afterMs: 30_000 };
    if (trouble === 'refused') return { kind: 'refused', cause: new Error('throttled') };
    return told === true || trouble === 'silent' ? { kind: 'unknown', cause: new Error('the answer was lost') } : told;
  }

  private troubleNext(telling: NoticeKey): 'none' | 'silent' | 'late' | 'down' | 'busy' | 'refused' {
    if (this.silentOn === telling) {
      this.silentOn = null;
      return 'silent';
    }
    if (!this.tape.chance(this.troubles)) return 'none';
    return this.tape.pick(['silent', 'late', 'down', 'busy', 'refused']);
  }

  private post({ admissionId, version, state }: ApprovalNotice): Told {
    this.changes += 1;
    const ref = `C1 ${this.posted.length + 1}`;
    this.posted.push({ ref, admissionId, at: this.now(), version, state, replies: [], isDeleted: false });
    return { kind: 'told', ref };
  }

  private update(ref: string, { version, state }: ApprovalNotice): Told {
    const message = this.find(ref);
    if (!message) return { kind: 'gone', cause: new Error('throttled') };
    this.changes += 1;
    if (version < message.version) this.backward.push(`${ref} went back from version ${message.version} to ${version}`);
    message.version = version;
    message.state = state;
    return { kind: 'told', ref };
  }

  private reply(ref: string, key: NoticeKey): Told {
    const message = this.find(ref);
    if (!message) return { kind: 'gone', cause: new Error('throttled') };
    this.changes += 1;
    message.replies.push({ key, at: this.now() });
    return { kind: 'told', ref };
  }

  private seek(admissionId: string, key: NoticeKey, ref: string | null, since: number): Sought {
    if (this.tape.chance(3 * this.troubles)) return { kind: 'unknown', cause: new Error('throttled') };
    const message = this.shown(admissionId).find((each) => ref === null || each.ref === ref);
    const at = key === 'asked' ? message?.at : message?.replies.find((reply) => reply.key === key)?.at;
    return message && at !== undefined && at >= since ? { kind: 'found', ref: message.ref } : { kind: 'absent' };
  }

  private find(ref: string): Posted | undefined {
    return this.posted.find((message) => message.ref === ref && !message.isDeleted);
  }
}
