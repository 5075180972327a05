import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { FUNCTIONS } from '../../scripts/bundle-handlers.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const OSLS = join(ROOT, 'node_modules/serverless/bin/serverless.js');

/** Any JSON. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Properties = Readonly<Record<string, Value>>;
/** A resource of a CloudFormation template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}
/** What `serverless package` makes. */
export interface Package {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Readonly<Record<string, Value>>;
  /** The names of the files in each function's zip. */
  readonly zips: Readonly<Record<string, readonly string[]>>;
}

/** Packages what a folder holds: no account, no credentials, and a proxy that leads nowhere. */
export async function packageIn(folder: string, args: readonly string[] = []): Promise<Package> {
  for (const source of ['serverless.yml', 'deploy']) {
    await cp(join(ROOT, source), join(folder, source), { recursive: true });
  }
  const env = {
    HOME: folder,
    PATH: process.env.PATH,
    HTTPS_PROXY: 'http://127.0.0.1:9',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  await promisify(execFile)(process.execPath, [OSLS, 'package', '--package', 'out', ...args], { cwd: folder, env });
  const read = (file: string) => readFile(join(folder, 'out', file));
  const template = JSON.parse(String(await read('cloudformation-template-update-stack.json')));
  const zips = FUNCTIONS.map(async (name) => [name, namesIn(await read(`${name}.zip`))]);
  return {
    resources: template.Resources,
    outputs: template.Outputs,
    zips: Object.fromEntries(await Promise.all(zips)),
  };
}

/** From the central directory of a zip: the name's length is 28 bytes into an entry, the name 46. */
function namesIn(zip: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = zip.indexOf('PK\u0001\u0002'); at >= 0; at = zip.indexOf('PK\u0001\u0002', at + 46)) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names;
}

/** The SHA-256 of every file under a folder, by path. */
export async function hashesUnder(folder: string): Promise<Readonly<Record<string, string>>> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  const hashes = paths.map(async (path) => [
    relative(folder, path),
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  ]);
  return Object.fromEntries(await Promise.all(hashes));
}
