import { resolve } from 'node:path';
import { systemErrorText } from '../cli/system-error.ts';
import { Failure, plainLines } from '../cli/terminal.ts';
import type { Prices } from '../gateway/shared/prices.ts';
import { changesBetween, changeText, type Refresh, summaryText } from './prices/changes.ts';
import { notesOn } from './prices/notes.ts';
import { HELP, type Options, optionsOf } from './prices/options.ts';
import { regionsOf } from './prices/organization.ts';
import { type PriceFile, priceFileAt, priceFileText } from './prices/price-file.ts';
import { productsIn } from './prices/price-list-api.ts';
import { refreshed } from './prices/refresh.ts';
import { type RegionPrices, regionPrices } from './prices/region-prices.ts';
import { writeWhole } from './write-whole.ts';

/** Looks prices up and tells, writes or checks what changed; the exit code. */
async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const organization = regionsOf('policies/organization.yaml');
  const options = optionsOf(args, organization);
  const file = priceFileAt(options.out);
  refuseAgreed(file, options);
  const found = await lookedUp(options);
  const after = refreshed(file.prices, found, { ...options, organization, today: today() });
  refuseWithoutVolumes(after);
  const refresh = { file: options.out, before: file.prices, after, changes: changesBetween(file.prices, after) };
  tell(refresh, found, options);
  if (options.mode === 'write') await writeWhole(resolve(options.out), priceFileText(file, after));
  return options.mode === 'check' && refresh.changes.length > 0 ? 1 : 0;
}

const today = (): string => new Date().toISOString().slice(0, 10);

/** Nobody agreed to list prices. */
function refuseAgreed({ prices }: PriceFile, { out }: Options): void {
  if (prices?.basis !== 'agreed') return;
  throw new Failure(
    `\`${out}\` has prices that you agreed with AWS (\`basis: agreed\`), and the Price List API has list prices: write those to another file with --out`,
  );
}

/** A file without any would not load. */
function refuseWithoutVolumes({ usdPerGbMonth }: Prices): void {
  if (Object.keys(usdPerGbMonth).length > 0) return;
  throw new Failure(
    'the list has no price of training volumes in any region, and nothing is written: add `usdPerGbMonth` to the file by hand, and keep it with --keep-missing',
  );
}

/** The prices of each region that is asked for. Throws a Failure with everything that is wrong with any. */
async function lookedUp({ regions, types, endpoint }: Options): Promise<ReadonlyMap<string, RegionPrices>> {
  const found = new Map<string, RegionPrices>();
  const flaws: string[] = [];
  for (const region of regions) {
    const prices = regionPrices(region, await productsIn(region, endpoint, progress(region)), types);
    if (prices.ok) found.set(region, prices.value);
    else flaws.push(...prices.error);
  }
  if (flaws.length > 0) throw new Failure([...flaws, NOTHING_WRITTEN].join('\n'));
  return found;
}

const NOTHING_WRITTEN =
  'nothing is written: name the other types with --types, and look these up at https://aws.amazon.com/sagemaker/pricing/';

const progress =
  (region: string) =>
  (products: number, isLast: boolean): void => {
    // One line that grows where somebody watches, else one that is done.
    if (process.stderr.isTTY) process.stderr.write(`\r${region}: ${products} products${isLast ? '\n' : ''}`);
    else if (isLast) console.error(`${region}: ${products} products`);
  };

function tell(refresh: Refresh, found: ReadonlyMap<string, RegionPrices>, { mode }: Options): void {
  for (const change of refresh.changes) console.log(changeText(change));
  console.log(summaryText(refresh, mode));
  for (const note of notesOn(refresh, found)) console.error(note);
}

async function run(): Promise<number> {
  try {
    return await main(process.argv.slice(2));
  } catch (error) {
    const message = error instanceof Failure ? error.message : systemErrorText(error);
    if (message === null) throw error;
    console.error(plainLines(message));
    return error instanceof Failure ? error.exitCode : 1;
  }
}

process.exitCode = await run();
