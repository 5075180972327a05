import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Done } from '../cli.ts';
import { FILES } from '../small-files.ts';
import { type PriceListDouble, startPriceListDouble } from './double.ts';

/** An organisation of two regions. */
export const ORGANIZATION = FILES['organization.yaml'].replace('[eu-west-1]', '[eu-west-1, us-east-1]');
export const HEAD = `# yaml-language-server: $schema=../schemas/prices.schema.json
# Ours; ask finops@example.com.

`;
/** Its prices of one region, of long ago. */
export const BEFORE = `${HEAD}date: 2026-08-01
usdPerGbMonth: { eu-west-1: 0.15 }
usdPerHour:
  eu-west-1: { ml.m5.xlarge: 0.25, ml.g4dn.xlarge: 0.822, ml.c5.xlarge: 0.23 } # a sample
warmPoolUsdPerHour: { eu-west-1: { ml.m5.xlarge: 0.3 } }
spotUsdPerHour: { eu-west-1: { ml.m5.xlarge: 0.09 } }
`;

export const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

/** A folder with `policies/`, and a Price List API that has the fixture. */
export interface PricesRepository {
  readonly folder: string;
  readonly list: PriceListDouble;
  /** Puts both files back, and the fixture. */
  reset(): Promise<void>;
  write(file: string, text: string): Promise<void>;
  written(): Promise<string>;
  /** The command as a user types it there; nothing of this machine's AWS is in its environment. */
  typed(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Done>;
  /** The same, of the Price List API at hand. */
  prices(...args: string[]): Promise<Done>;
  remove(): Promise<void>;
}

export async function pricesRepository(): Promise<PricesRepository> {
  const list = await startPriceListDouble();
  const folder = await mkdtemp(join(tmpdir(), 'traingate-prices-'));
  await mkdir(join(folder, 'policies'));
  const inPolicies = (file: string) => join(folder, 'policies', file);
  const write = (file: string, text: string) => writeFile(inPolicies(file), text);
  const typed = (args: readonly string[], env: Readonly<Record<string, string>> = KEYS) => command(folder, args, env);
  return {
    folder,
    list,
    reset: async () => {
      list.serve(null);
      await Promise.all([write('organization.yaml', ORGANIZATION), write('prices.yaml', BEFORE)]);
    },
    write,
    written: () => readFile(inPolicies('prices.yaml'), 'utf8'),
    typed,
    prices: (...args) => typed(['--endpoint', list.url, ...args]),
    remove: async () => {
      await list.close();
      await rm(folder, { recursive: true });
    },
  };
}

const command = (cwd: string, args: readonly string[], more: Readonly<Record<string, string>>): Promise<Done> =>
  new Promise((done) => {
    const env = { PATH: process.env.PATH ?? '', HOME: cwd, AWS_EC2_METADATA_DISABLED: 'true', ...more };
    execFile(process.execPath, [resolve('scripts/prices.ts'), ...args], { cwd, env }, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
