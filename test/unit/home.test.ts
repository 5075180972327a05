import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { claimHome } from '../../local/home.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'traingate-home-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const isThere = (name: string) =>
  access(join(folder, name)).then(
    () => true,
    () => false,
  );

describe('claimHome', () => {
  it('forgets its own files on reset, and touches nothing else', async () => {
    await writeFile(join(folder, 'credentials.json'), '{}');
    await writeFile(join(folder, 'thesis.txt'), 'three years');
    await (await claimHome(folder, true)).release();
    expect([await isThere('credentials.json'), await isThere('thesis.txt')]).toEqual([false, true]);
  });

  it('keeps everything without reset but the news of a former run', async () => {
    await writeFile(join(folder, 'credentials.json'), '{}');
    await writeFile(join(folder, 'local.json'), '{}');
    await claimHome(folder, false);
    expect([await isThere('credentials.json'), await isThere('local.json')]).toEqual([true, false]);
  });

  it('is for one stack, whose files another does not touch', async () => {
    const home = await claimHome(folder, false);
    await home.announce({ url: 'http://127.0.0.1:1' });
    await expect(claimHome(folder, true)).rejects.toThrow(
      /another stack \(process \d+\) has .*: stop it, or set TRAINGATE_HOME/,
    );
    expect(JSON.parse(await readFile(join(folder, 'local.json'), 'utf8'))).toEqual({ url: 'http://127.0.0.1:1' });
    await home.release();
    expect(await isThere('local.json')).toBe(false);
    await (await claimHome(folder, false)).release();
  });

  it('takes over from a stack that crashed', async () => {
    await writeFile(join(folder, 'stack.pid'), '999999999');
    await claimHome(folder, false);
    expect(await readFile(join(folder, 'stack.pid'), 'utf8')).toBe(String(process.pid));
  });
});
