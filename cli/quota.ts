import type { Command } from 'commander';
import { notAmong } from '../gateway/rules/rule.ts';
import { INSTANCE_TYPES } from '../gateway/shared/instance-types.ts';
import { DEFAULT_MAX_RUNTIME_SECONDS, LONGEST_RUNTIME_SECONDS } from '../gateway/shared/workload.ts';
import { problemText } from './decision-text.ts';
import { endBy } from './exit-code.ts';
import { call, type GatewayOptions } from './gateway.ts';
import { checkedLive } from './live-check.ts';
import { type Left, leftText, requestText } from './quota-text.ts';
import { sourceName } from './request-file.ts';
import { Failure, printJson } from './terminal.ts';

interface Options extends GatewayOptions {
  readonly type?: string;
  readonly hours?: string;
  readonly json?: true;
}

const HELP = `
Examples:
  traingate quota --as ada@example.com                              what is left, and the largest job of each type
  traingate quota --type ml.g5.xlarge --hours 24 --as ada@example.com
  traingate quota train.json --as ada@example.com                   what this request would take, and whether it fits

Only the gateway knows what is in use, so it is always asked. Fitting is about quotas: policies may refuse what fits.

Exit code 0: done, or the request fits; 1: it does not fit, or is refused; 2: the command was not understood; 3: people have to
approve it.`;

/** `traingate quota`: what is left, and what of it a request would take. */
export function addQuota(traingate: Command): void {
  traingate
    .command('quota')
    .description('show what you have left: limits, what is in use, and the largest job that fits now')
    .argument('[request]', 'file with a CreateTrainingJob request as JSON; - reads the standard input')
    .option('--type <type>', 'of which instance type the largest job is asked for (default: all that have a price)')
    .option('--hours <hours>', 'how long that job may run (default: 24, as a job that says nothing)')
    .option('--url <url>', 'the gateway (TRAINGATE_URL)')
    .option('--as <person>', 'a person of the local stack')
    .option('--json', 'print what the REST API answers')
    .addHelpText('after', HELP)
    .action(quota);
}

const quota = (request: string | undefined, options: Options): Promise<void> =>
  request === undefined ? showLeft(options) : showRequest(request, options);

async function showLeft(options: Options): Promise<void> {
  const query = { ...typeQuery(options.type), seconds: String(secondsOf(options.hours)) };
  const left: Left = await call(options, { method: 'GET', path: '/v1/quotas', query });
  if (options.json) printJson(left);
  else console.log(leftText(left));
}

function typeQuery(type: string | undefined): { instanceType?: string } {
  if (type === undefined) return {};
  if (INSTANCE_TYPES.includes(type)) return { instanceType: type };
  throw new Failure(`--type: ${notAmong(type, 'an instance type that SageMaker trains on', INSTANCE_TYPES)}`, 2);
}

function secondsOf(hours: string | undefined): number {
  if (hours === undefined) return DEFAULT_MAX_RUNTIME_SECONDS;
  const seconds = /^\d+(?:\.\d+)?$/.test(hours) ? Math.round(Number(hours) * 3_600) : 0;
  if (seconds >= 1 && seconds <= LONGEST_RUNTIME_SECONDS) return seconds;
  throw new Failure(`--hours is \`${hours}\`: give a number of hours, at most ${LONGEST_RUNTIME_SECONDS / 3_600}`, 2);
}

async function showRequest(file: string, options: Options): Promise<void> {
  if (options.type !== undefined || options.hours !== undefined) {
    throw new Failure('--type and --hours are for asking without a request: a request says its own', 2);
  }
  const checked = await checkedLive(file, options);
  endBy(checked.ok ? checked.value.decision.verdict : null);
  if (options.json) printJson(checked.ok ? checked.value : checked.error);
  else if (checked.ok) console.log(requestText(checked.value));
  else console.error(problemText(checked.error, sourceName(file)));
}
