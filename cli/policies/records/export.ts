import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { counted, Failure, printJson } from '../../terminal.ts';
import { type RecordOptions, recordsFrom } from './record-source.ts';

interface Options extends Omit<RecordOptions, 'records'> {
  readonly out: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  traingate policies export --out decisions.jsonl
  traingate policies export --table traingate-prod --since 30d --out decisions.jsonl

Values of environment variables and hyperparameters are masked in requests that were refused, not in those that were
admitted: keep the file as you keep the table.`;

/** `traingate policies export`: recorded decisions as a file, to replay them where the table cannot be reached. */
export function addPolicyExport(policies: Command): void {
  policies
    .command('export')
    .description('write recorded decisions to a file, one JSON object a line')
    .requiredOption('--out <file>', 'where to write them')
    .option('--table <name>', 'the gateway’s DynamoDB table (default: that of the local stack)')
    .option('--since <time>', 'only those of the last such as 30d or 12h (default: all)')
    .option('--json', 'say as JSON how many there are')
    .addHelpText('after', EXAMPLES)
    .action(write);
}

async function write(options: Options): Promise<void> {
  const { out, json } = options;
  let count = 0;
  const lines = async function* () {
    for await (const record of recordsFrom(options, Date.now())) {
      count += 1;
      yield `${JSON.stringify(record)}\n`;
    }
  };
  // What is half written is nobody's records.
  const part = `${out}.part`;
  try {
    await pipeline(lines, createWriteStream(part, { mode: 0o600 }));
    await rename(part, out);
  } catch (cause) {
    await rm(part, { force: true });
    if (cause instanceof Failure) throw cause;
    throw new Failure(`\`${out}\` could not be written: ${cause instanceof Error ? cause.message : cause}`);
  }
  if (json) printJson({ file: out, decisions: count });
  else console.log(`${counted(count, 'decision is', 'decisions are')} in ${out}`);
}
