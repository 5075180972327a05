import { type DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { auditEntryOf, dynamodbAuditLog } from '../../../gateway/adapters/dynamodb/audit-log.ts';
import { balancesOf, type Item, recordOf } from '../../../gateway/adapters/dynamodb/items.ts';
import { dynamodbJobStore } from '../../../gateway/adapters/dynamodb/job-store.ts';
import { dynamodbNoticeStore } from '../../../gateway/adapters/dynamodb/notices.ts';
import type { Table } from '../../../gateway/adapters/dynamodb/table.ts';
import type { AlertEntry } from '../../../gateway/audit/entry.ts';
import type { Governance } from '../../../gateway/flows/assess.ts';
import type { NoticeStore, Ports, Relay } from '../../../gateway/flows/ports.ts';
import type { Balance } from '../../../gateway/shared/amount.ts';
import { ADMISSION_TAG } from '../../../gateway/shared/ids.ts';
import type { JobRecord } from '../../../gateway/shared/job.ts';
import type { JsonObject } from '../../../gateway/shared/json.ts';
import { Process } from './processes.ts';
import type { Tape } from './tape.ts';
import { Upstream, type UpstreamFaults } from './upstream.ts';

/** W of the protocol, on its own account: a wait that was made shorter must be noticed. */
export const WAIT_MS = 300_000;
/** A process may be frozen anywhere, for as long as this after its start: harsher than any function's timeout. */
const LONGEST_LIFE_MS = WAIT_MS;
const MAX_SKEW_MS = 2_000;

/** A call of DynamoDB that took effect, or did not, and whose caller only hears that it failed. */
export class InjectedFault extends Error {
  readonly $metadata = {};
}

/** What a process reaches beside ports and relay. */
export interface Reach {
  readonly notices: NoticeStore;
  /** Resolves when the scheduler lets the process go on: asked before anything takes effect outside, and before it is heard of. */
  readonly gate: () => Promise<void>;
}

/** What the store holds at one moment. */
export interface StoreState {
  readonly records: readonly JobRecord[];
  readonly balances: readonly Balance[];
  readonly alerts: readonly AlertEntry[];
  /** Keys of what reconcile is to look at. */
  readonly due: readonly { readonly pk: string }[];
}

/**
 * The gateway's real flows and its real DynamoDB adapter on the embedded DynamoDB, a simulated SageMaker, and a
 * scheduler that lets one process take one step at a time.
 */
export class World {
  now = Date.UTC(2026, 10, 23, 9);
  readonly upstream: Upstream;
  readonly governance: Governance;
  readonly tape: Tape;
  /** Faults of the flows themselves: anything thrown or logged that was not injected. */
  readonly defects: unknown[] = [];
  /** Whether anything was written since it was last looked at. */
  dirty = false;
  /** The records that the store was last seen to hold. */
  records: readonly JobRecord[] = [];
  /** Creates that reconcile sent for a job which somebody had asked to stop before that process began. */
  readonly unwanted: string[] = [];
  /** Ids of the alerts that people were told of. */
  readonly told = new Set<string>();
  private readonly stopsSeen = new Map<string, Set<Process>>();
  private processes: Process[] = [];
  private readonly client: DynamoDBClient;
  private readonly tableName: string;
  private ids = 0;

  constructor(tape: Tape, governance: Governance, client: DynamoDBClient, tableName: string, faults: UpstreamFaults) {
    this.tape = tape;
    this.governance = governance;
    this.client = client;
    this.tableName = tableName;
    this.upstream = new Upstream(tape, () => this.now, faults);
  }

  /** Those that may take a step now. */
  get runnable(): readonly Process[] {
    return this.processes.filter((process) => process.runnable);
  }

  /** Starts a handler's flow as a process of its own. */
  async start(label: string, flow: (ports: Ports, relay: Relay, reach: Reach) => Promise<unknown>): Promise<Process> {
    const process = new Process(label, this.now, this.tape.choose(5) * (MAX_SKEW_MS / 2) - MAX_SKEW_MS);
    this.processes.push(process);
    await process.start(
      () =>
        flow(
          this.portsOf(process),
          this.upstream.relay(() => this.mark(process.gate())),
          { notices: dynamodbNoticeStore(this.tableOf(process)), gate: () => this.mark(process.gate()) },
        ),
      (error) => this.note(error),
    );
    return process;
  }

  async step(process: Process): Promise<void> {
    await process.step();
    this.processes = this.runnable.slice();
  }

  /** Time passes; functions that have run too long are ended, wherever they are. */
  advance(milliseconds: number): void {
    this.now += milliseconds;
    for (const process of this.processes) if (this.now - process.startedAt > LONGEST_LIFE_MS) process.kill();
  }

  killAll(): void {
    for (const process of this.processes) process.kill();
    this.processes = [];
  }

  async state(): Promise<StoreState> {
    const { Items = [] } = await this.client.send(new ScanCommand({ TableName: this.tableName, ConsistentRead: true }));
    return this.stateIn(Items);
  }

  /** The same of all items of the table, where they were read already. */
  stateIn(Items: readonly Item[]): StoreState {
    const records = Items.filter((item) => item.sk?.S === 'RECORD').map((item) => recordOf(item));
    this.noteStops(records);
    this.records = records;
    return {
      records,
      balances: Items.filter((item) => item.pk?.S?.startsWith('LEDGER#')).flatMap((item) => balancesOf(item)),
      alerts: Items.filter((item) => item.sk?.S === 'ENTRY')
        .map(auditEntryOf)
        .filter((entry): entry is AlertEntry => entry.action === 'BudgetAlert'),
      due: Items.flatMap(({ pk, nextCheckAt }) => (pk?.S && nextCheckAt ? [{ pk: pk.S }] : [])),
    };
  }

  private tableOf(process: Process): Table {
    return {
      client: this.gatedClient(process),
      name: this.tableName,
      site: this.governance.site,
      clock: { now: () => this.now + process.skewMs },
      ids: { next: () => this.nextId(), fraction: () => 0.5 },
      pause: () => process.gate(),
    };
  }

  private portsOf(process: Process): Ports {
    const table = this.tableOf(process);
    const { clock, ids } = table;
    return {
      store: dynamodbJobStore(table, 'CreateTrainingJob'),
      audit: dynamodbAuditLog(table),
      training: this.upstream.port(
        () => this.mark(process.gate()),
        (request) => this.noteCreate(process, request),
      ),
      clock,
      ids,
      log: {
        info: () => undefined,
        count: (metric, details) => metric === 'BudgetAlert' && this.told.add(String(details?.alertId)),
        error: (_message, cause) => this.note(cause),
      },
    };
  }

  /** Unique over all worlds: transaction tokens count for a whole database. */
  private nextId(): string {
    this.ids += 1;
    return `${this.ids.toString(16).padStart(8, '0')}-${this.tableName}`;
  }

  /** Two gates a call: a process may end before the call takes effect, or before it hears of it; or hear a lie. */
  private gatedClient(process: Process): DynamoDBClient {
    const send = async (command: Parameters<DynamoDBClient['send']>[0]) => {
      // What is due is asked of all shards at once, and only says where to look: it takes no step of its own.
      if (command instanceof QueryCommand) return this.client.send(command);
      await process.gate();
      if (this.tape.chance(20)) throw new InjectedFault('DynamoDB did not answer');
      // The SDK sends a command again when no answer came in time, although the first may have taken effect.
      if (this.tape.chance(12)) await this.client.send(command).catch(() => undefined);
      const answer = await this.client.send(command).then(
        (value) => () => value,
        (error: unknown) => () => {
          throw error;
        },
      );
      this.dirty = true;
      await process.gate();
      if (this.tape.chance(20)) throw new InjectedFault('the answer of DynamoDB was lost');
      return answer();
    };
    // The adapter uses nothing of a client but this one overload of send.
    return { send } as unknown as DynamoDBClient;
  }

  /** Which processes were under way when a stop was first seen: they may not have known of it. */
  private noteStops(records: readonly JobRecord[]): void {
    for (const { admissionId, stopRequestedAt } of records) {
      if (stopRequestedAt === null || this.stopsSeen.has(admissionId)) continue;
      this.stopsSeen.set(admissionId, new Set(this.processes));
    }
  }

  private noteCreate(process: Process, request: JsonObject): void {
    const tags = request.Tags as readonly { Key: string; Value: string }[];
    const admissionId = tags.find(({ Key }) => Key === ADMISSION_TAG)?.Value ?? '';
    const unaware = this.stopsSeen.get(admissionId);
    if (unaware && !unaware.has(process)) this.unwanted.push(admissionId);
  }

  private async mark(gate: Promise<void>): Promise<void> {
    await gate;
    this.dirty = true;
  }

  private note(error: unknown): void {
    if (!isInjected(error)) this.defects.push(error);
  }
}

const isInjected = (error: unknown): boolean =>
  error instanceof Error &&
  (error instanceof InjectedFault || INJECTED.includes(error.message) || isInjected(error.cause) || isBusy(error));

/** Reconcile ends its round where SageMaker was too busy: no fault of its own. */
const isBusy = ({ message }: Error): boolean => message === 'SageMaker was too busy for a create';

/** What the simulated SageMaker's unknown outcomes say. */
const INJECTED: readonly string[] = ['timeout', 'the answer was lost', 'throttled'];
