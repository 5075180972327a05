import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetItemCommand, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Governance } from '../../../../gateway/flows/assess.ts';
import type { FollowingUp } from '../../../../gateway/flows/follow-up.ts';
import type { NoticeStore, Ports } from '../../../../gateway/flows/ports.ts';
import type { Process } from '../processes.ts';
import { LATEST_EFFECT_MS } from '../upstream.ts';
import { World } from '../world.ts';
import { FIRST_GOVERNANCE } from './scenario.ts';
import { Slack } from './slack.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';
import { brokenStanding } from './standing.ts';
import { type Actor, brokenSteps } from './steps.ts';
import type { Heard, Intent } from './votes.ts';
import type { Weather } from './weather.ts';

/** The world with people to ask, a channel to ask them in, and policies that change. Whatever moves it says what broke. */
export class Scene {
  readonly tape: Weather;
  readonly world: World;
  readonly slack: Slack;
  /** Whatever starts from now on goes by this. */
  governance: Governance = FIRST_GOVERNANCE;
  readonly heard: Heard[] = [];
  private readonly actors = new WeakMap<Process, Actor>();
  private readonly client: DynamoDBClient;
  private readonly tableName: string;
  private last: Snapshot | null = null;
  private writes = 0;
  private seen = '';

  constructor(tape: Weather, client: DynamoDBClient, tableName: string) {
    this.tape = tape;
    this.client = client;
    this.tableName = tableName;
    const faults = { latestEffectMs: LATEST_EFFECT_MS, blindToTags: false };
    this.world = new World(tape, FIRST_GOVERNANCE, this.countingClient(), tableName, faults);
    this.slack = new Slack(tape, () => this.world.now);
  }

  /** How the table was when it was last looked at. */
  get table(): Snapshot {
    if (this.last === null) throw new Error('nobody has looked at the table yet');
    return this.last;
  }

  /** Starts a handler's flow as a process of its own, by the policies of now. */
  async start(
    label: string,
    flow: (hands: FollowingUp) => Promise<unknown>,
    intent: Intent | null = null,
  ): Promise<Process> {
    const { governance } = this;
    const process = await this.world.start(label, (ports, _relay, { notices, gate }) =>
      flow({ ...this.oneAtATime(ports, notices), governance, notifier: this.slack.notifier(gate) }),
    );
    this.actors.set(process, { version: governance.bundle.version, intent });
    return process;
  }

  async step(process: Process): Promise<readonly string[]> {
    await this.world.step(process);
    return this.look(this.actors.get(process) ?? NOBODY);
  }

  /** Lets a process make so many calls, each with its answer; all of them where nothing is said. */
  async run(process: Process, calls = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
    for (let step = 0; step < 2 * calls && process.runnable; step += 1) {
      const broken = await this.step(process);
      if (broken.length > 0) return broken;
    }
    return [];
  }

  /** What broke since it was last looked at. Where nothing was written there is nothing to see. */
  async look(actor: Actor = NOBODY): Promise<readonly string[]> {
    const { upstream, defects } = this.world;
    const marks = [this.writes, this.slack.changes, upstream.sent.length, upstream.created.length, defects.length];
    const seen = [...marks, upstream.stopped.length].join();
    if (seen === this.seen && this.last !== null) return [];
    this.seen = seen;
    const before = this.last;
    const now = await snapshotOf(this.world, this.client, this.tableName);
    this.last = now;
    const standing = brokenStanding(this.world, this.slack, now, this.heard);
    return before === null ? standing : [...brokenSteps(before, now, actor), ...standing];
  }

  /** A process has one gate at a time, so of what it asks for at once the one is let through and then the other: either first. */
  private oneAtATime(ports: Ports, notices: NoticeStore): { ports: Ports; notices: NoticeStore } {
    const inTurn = turnTaking();
    const { store } = ports;
    return {
      ports: { ...ports, store: { ...store, load: (id) => inTurn(() => store.load(id)) } },
      notices: {
        find: async (id) => {
          if (this.tape.choose(2) === 1) await Promise.resolve();
          return inTurn(() => notices.find(id));
        },
        change: (next) => notices.change(next),
      },
    };
  }

  private countingClient(): DynamoDBClient {
    const send = (command: Parameters<DynamoDBClient['send']>[0]) => {
      if (!READS.some((Read) => command instanceof Read)) this.writes += 1;
      return this.client.send(command);
    };
    // The world uses nothing of a client but this one overload of send.
    return { send } as unknown as DynamoDBClient;
  }
}

const READS = [GetItemCommand, BatchGetItemCommand, QueryCommand];

/** Nothing that was not started by a process writes. */
const NOBODY: Actor = { version: 'nobody', intent: null };

/**
 * Runs one call after another, in the order in which they come. Where one fails those fail that wait behind it: whoever asked for
 * both has gone on by then.
 */
function turnTaking() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(go: () => Promise<T>): Promise<T> => {
    const mine = last.then(go);
    last = mine;
    mine.catch(() => {
      if (last === mine) last = Promise.resolve();
    });
    return mine;
  };
}
