import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything that a stack keeps in its home. Nothing else there is ever touched. */
const OWN = [
  'dynamodb',
  'sagemaker',
  'slack',
  'slack.json',
  'credentials.json',
  'gateway-keys.json',
  'gateway-keys.key',
  'policy-bundle.json',
  'local.json',
] as const;
const LOCK = 'stack.pid';

/** A folder that one running stack has for itself. */
export interface Home {
  readonly directory: string;
  /** Writes `local.json` in one piece: who finds it finds a stack that serves. */
  announce(facts: object): Promise<void>;
  /** Takes `local.json` away and lets another stack in. */
  release(): Promise<void>;
}

/**
 * Claims the folder, made if absent, and forgets former runs if `reset`. Throws where another stack that still runs
 * has it; what a crashed one left is taken over.
 */
export async function claimHome(directory: string, reset: boolean): Promise<Home> {
  await mkdir(directory, { recursive: true });
  await lock(directory);
  const file = join(directory, 'local.json');
  const remove = (names: readonly string[]) =>
    Promise.all(names.map((name) => rm(join(directory, name), { recursive: true, force: true })));
  await remove(reset ? OWN : ['local.json']);
  return {
    directory,
    announce: async (facts) => {
      await writeFile(`${file}.new`, `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
    release: async () => {
      await remove(['local.json', LOCK]);
    },
  };
}

async function lock(directory: string): Promise<void> {
  const file = join(directory, LOCK);
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return;
    } catch (error) {
      // What node:fs throws.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(file, 'utf8'));
    if (isRunning(holder)) {
      throw new Error(
        `another stack (process ${holder}) has ${directory}: stop it, or set TRAINGATE_HOME to another folder`,
      );
    }
    await rm(file, { force: true });
  }
  throw new Error(`another stack took ${directory} at this moment: set TRAINGATE_HOME to another folder`);
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
