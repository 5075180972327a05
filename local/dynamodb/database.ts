import type { Receipt } from '../receipt.ts';
import type { Written } from './collected-writes.ts';
import { create, type Fields, type Store } from './dynalite.ts';
import { type Operation, operationsOf } from './operations.ts';
import { isRefusal, refusal, thrown } from './refusal.ts';
import { openSealed, receiptOf } from './seal.ts';
import { createTokens } from './tokens.ts';
import { finishTables } from './unfinished-tables.ts';

/** An HTTP answer of the service, its body in DynamoDB's JSON. */
export interface Answer {
  readonly statusCode: number;
  readonly body: string;
}

/** An embedded DynamoDB without a door: see server.ts and in-process.ts. */
export interface Database {
  /** What the service answers to an X-Amz-Target and a body. Never rejects: a fault is logged and answers 500. */
  answer(target: string, body: string): Promise<Answer>;
  /**
   * Does one operation (`PutItem`, or `DynamoDB_20120810.PutItem`) with an input in DynamoDB's JSON, which is left as
   * it is. Rejects with an Error that is named as the exception and has its members, such as CancellationReasons.
   */
  send(target: string, body: unknown): Promise<unknown>;
  /** Ends when what was begun is done. */
  close(): Promise<void>;
}

/**
 * Opens the database in the directory, made if absent; null: in memory. One process at a time may have it open. Rejects
 * where the directory does not hold exactly what was acknowledged, or at most what a crash left unacknowledged. `written` hears of
 * what is put into tables.
 */
export async function openDatabase(directory: string | null, written: Written = () => undefined): Promise<Database> {
  const { store, receipt } = await openStore(directory);
  const operations = operationsOf(
    store,
    createTokens(() => performance.now()),
    written,
  );
  const running = new Set<Promise<unknown>>();
  const tracked = <T>(work: Promise<T>): Promise<T> => {
    const ended = () => running.delete(work);
    running.add(work);
    work.then(ended, ended);
    return work;
  };
  return {
    answer: (target, body) => tracked(answer(operations, target, body)),
    send: (target, body) => tracked(send(operations, target, body)),
    async close() {
      await Promise.allSettled(running);
      await store.db.close();
      receipt?.close();
    },
  };
}

const AT_ONCE = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };

async function openStore(directory: string | null): Promise<{ store: Store; receipt: Receipt | null }> {
  if (directory === null) {
    const store = create(AT_ONCE);
    await store.db.open();
    return { store, receipt: null };
  }
  const receipt = await receiptOf(directory);
  const store = create({ ...AT_ONCE, path: directory });
  await openSealed(store.db, directory, receipt);
  await finishTables(store.db);
  return { store, receipt };
}

async function answer(operations: ReadonlyMap<string, Operation>, target: string, body: string): Promise<Answer> {
  try {
    return { statusCode: 200, body: JSON.stringify(await dispatch(operations, target, body)) };
  } catch (error) {
    if (isRefusal(error)) return { statusCode: error.statusCode, body: JSON.stringify(error.body) };
    console.error(error);
    return {
      statusCode: 500,
      body: JSON.stringify(refusal('InternalServerError', 'the embedded DynamoDB failed').body),
    };
  }
}

/** Through JSON, as over the wire: dynalite changes its input, and keeps parts of it until they are written. */
async function send(operations: ReadonlyMap<string, Operation>, target: string, body: unknown): Promise<unknown> {
  try {
    return await dispatch(operations, target, JSON.stringify(body));
  } catch (error) {
    throw isRefusal(error) ? thrown(error) : error;
  }
}

async function dispatch(operations: ReadonlyMap<string, Operation>, target: string, body: string): Promise<Fields> {
  const operation = operations.get(target.slice(target.indexOf('.') + 1));
  if (!operation)
    throw refusal('UnknownOperationException', `\`${target}\` is not an operation of the embedded DynamoDB`);
  return operation(parsed(body));
}

function parsed(body: string): Fields {
  try {
    const fields: unknown = JSON.parse(body);
    // Only whether it is an object matters here: the operations check every member.
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) return fields as Fields;
  } catch {
    // Told below, like any other body that is not an object.
  }
  throw refusal('SerializationException', 'the body is not a JSON object');
}
