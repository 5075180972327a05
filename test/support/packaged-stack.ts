import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { buildInto } from '../../scripts/build.ts';
import { type Package, type Properties, packageIn, type Resource, type Value } from './packaged.ts';

/** Builds and packages once for a file of tests; what it is made in goes afterwards. */
export function packagedStack() {
  const folders: string[] = [];
  let packaged: Package;
  let built: string;

  async function buildSomewhere(): Promise<string> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'package-')));
    folders.push(folder);
    await buildInto(join(folder, 'dist'));
    return folder;
  }
  beforeAll(async () => {
    built = await buildSomewhere();
    packaged = await packageIn(built);
  }, 120_000);
  afterAll(async () => {
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
  });

  return {
    packaged: () => packaged,
    /** The folder that was packaged. */
    built: () => built,
    /** Another folder with the same. */
    buildSomewhere,
    ofType: (type: string): readonly (readonly [string, Resource])[] =>
      Object.entries(packaged.resources).filter(([, resource]) => resource.Type === type),
    properties: (name: string): Properties => packaged.resources[name]?.Properties ?? {},
  };
}

/** What a path of member names leads to in a property tree; undefined where it ends early. */
export const at = (value: Value | undefined, ...path: readonly (string | number)[]): Value | undefined =>
  path.reduce<Value | undefined>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, Value>)[key] : undefined),
    value,
  );

const capitalized = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
export const roleOf = (name: string): string => `${capitalized(name)}Role`;
export const functionOf = (name: string): string => `${capitalized(name)}LambdaFunction`;
