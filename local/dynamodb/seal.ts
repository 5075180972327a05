import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { damaged } from '../damage.ts';
import { openReceipt, type Receipt } from '../receipt.ts';
import type { Level, RootWrite } from './dynalite.ts';

/** What each batch leaves beside its writes: its number, and the digest of all entries as they are then. */
interface Seal {
  readonly sequence: number;
  /** 64 hexadecimal digits: the exclusive or of the SHA-256 of every entry. It changes with an entry alone. */
  readonly digest: string;
}

const SEAL_KEY = 'seal';
const NOTHING: Seal = { sequence: 0, digest: '0'.repeat(64) };

/**
 * The receipt of a database that is there, or of one to come. To be asked for before LevelDB sees the directory, in
 * which it would make a new database in place of one that is gone. Throws where one of the two is.
 */
export async function receiptOf(directory: string): Promise<Receipt> {
  await mkdir(directory, { recursive: true });
  const receipt = openReceipt(join(directory, 'acknowledged'));
  const isThere = existsSync(join(directory, 'CURRENT'));
  if (receipt.found === null && isThere) throw damaged(directory, 'its file `acknowledged` is missing');
  if (receipt.found && !isThere) throw damaged(directory, 'its file `CURRENT` is missing');
  if (receipt.found === null) receipt.write(0);
  return receipt;
}

/**
 * Opens the Level database of the directory and proves that it holds exactly what one write left, and that no later one
 * was acknowledged: LevelDB by itself drops what it cannot read. Throws otherwise. From then on every write is sealed,
 * one after another, and on the receipt before it is acknowledged.
 */
export async function openSealed(db: Level, directory: string, receipt: Receipt): Promise<void> {
  try {
    await open(db, directory);
    const seal = await verify(db, directory, receipt.found ?? 0);
    receipt.write(seal.sequence);
    sealWrites(db, seal, receipt);
  } catch (error) {
    receipt.close();
    await db.close();
    throw error;
  }
}

async function open(db: Level, directory: string): Promise<void> {
  try {
    await db.open();
  } catch (error) {
    // What abstract-level throws: why stands in the cause.
    const { cause } = error as { cause?: { code?: string; message?: string } };
    if (cause?.code === 'LEVEL_LOCKED') throw new Error(`another process has ${directory} open: stop it`, { cause });
    throw damaged(directory, `LevelDB says \`${cause?.message ?? String(error)}\``, error);
  }
}

async function verify(db: Level, directory: string, acknowledged: number): Promise<Seal> {
  const { seal, digest } = await readAll(db, directory);
  if (digest !== seal.digest) {
    throw damaged(
      directory,
      `its entries are not those that write \`${seal.sequence}\` left, some are lost or changed`,
    );
  }
  if (seal.sequence < acknowledged) {
    throw damaged(directory, `it ends with write \`${seal.sequence}\`, but write \`${acknowledged}\` was acknowledged`);
  }
  return seal;
}

async function readAll(db: Level, directory: string): Promise<{ seal: Seal; digest: string }> {
  let seal = NOTHING;
  let digest = 0n;
  try {
    for await (const [key, value] of db.iterator({ valueEncoding: 'utf8' })) {
      // Only `sealWrites` writes this entry.
      if (key === SEAL_KEY) seal = JSON.parse(value) as Seal;
      else digest ^= hashOf(key, value);
    }
  } catch (error) {
    throw damaged(directory, 'a part of it cannot be read', error);
  }
  return { seal, digest: hex(digest) };
}

/** Puts the database's own writes behind a queue that seals each batch. */
function sealWrites(db: Level, opened: Seal, receipt: Receipt): void {
  const write = db.batch.bind(db);
  let seal = opened;
  let last: Promise<unknown> = Promise.resolve();
  const commit = async (writes: readonly RootWrite[]): Promise<void> => {
    const digest = hex(BigInt(`0x${seal.digest}`) ^ (await changeBy(db, writes)));
    const next = { sequence: seal.sequence + 1, digest };
    await write([...writes, { type: 'put', key: SEAL_KEY, value: next }]);
    seal = next;
    receipt.write(next.sequence);
  };
  const queued = (writes: readonly RootWrite[]): Promise<void> => {
    const done = last.then(() => commit(writes));
    last = done.catch(() => null); // Whoever asked for it is told; the next one goes on from the last that was done.
    return done;
  };
  const told = (done: Promise<void>, callback?: (error: unknown) => void) =>
    callback ? void done.then(() => callback(null), callback) : done;
  Object.assign(db, {
    batch: (writes: readonly RootWrite[], callback?: (error: unknown) => void) => told(queued(writes), callback),
    put: (key: string, value: unknown, callback?: (error: unknown) => void) =>
      told(queued([{ type: 'put', key, value }]), callback),
    del: (key: string, callback?: (error: unknown) => void) => told(queued([{ type: 'del', key }]), callback),
  });
}

/** How the digest changes: what each key held goes out of it, what it will hold comes in. */
async function changeBy(db: Level, writes: readonly RootWrite[]): Promise<bigint> {
  const after = new Map(
    writes.map((write) => [write.key, write.type === 'put' ? JSON.stringify(write.value) : undefined]),
  );
  const keys = [...after.keys()];
  const before = await db.getMany(keys, { valueEncoding: 'utf8' });
  const entries = keys.flatMap((key, index) => [[key, before[index]] as const, [key, after.get(key)] as const]);
  return entries.reduce((sum, [key, value]) => (value === undefined ? sum : sum ^ hashOf(key, value)), 0n);
}

function hashOf(key: string, value: string): bigint {
  return BigInt(
    `0x${createHash('sha256')
      .update(JSON.stringify([key, value]))
      .digest('hex')}`,
  );
}

const hex = (digest: bigint): string => digest.toString(16).padStart(64, '0');
