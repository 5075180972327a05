import type { Command } from 'commander';
import type { Problem } from '../gateway/adapters/http/answer.ts';
import type { Decision } from '../gateway/shared/decision.ts';
import { err, ok, type Result } from '../gateway/shared/result.ts';
import { checkJob, checkJobs, type JobsOptions } from './check-jobs.ts';
import { decisionText, problemOf, problemText } from './decision-text.ts';
import { endBy } from './exit-code.ts';
import { checkedLive } from './live-check.ts';
import {
  judgeOffline,
  momentOf,
  offlineGovernance,
  principalNamed,
  siteText,
  withCorrection,
} from './policies/judging.ts';
import { openPolicies } from './policies/open-policies.ts';
import { faultLog, tellFaults } from './policies/rule-faults.ts';
import { bodyIn, sourceName } from './request-file.ts';
import { Failure, printJson } from './terminal.ts';

interface Options extends JobsOptions {
  readonly live?: true;
  readonly job?: string;
  readonly jobs?: true;
}

const HELP = `
Examples:
  traingate check train.json --as ada@example.com                    by the files of policies/, with no gateway
  traingate check train.json --as ada@example.com --live             by the gateway: policies in force, quotas in use
  jq .request job.json | traingate check - --as ada@example.com --json
  traingate check --job shelf-detection-001 --as petra@example.com   a job that runs, by the files of policies/
  traingate check --jobs --as audrey@example.com                     all live jobs that Audrey may see

Exit code 0: allowed; 1: denied, or not judged; 2: the command was not understood; 3: people have to approve it. Of --jobs 1:
a job is denied or cannot be judged; else 0.`;

/** `traingate check`: what the policies make of a request, or of jobs that run. */
export function addCheck(traingate: Command): void {
  traingate
    .command('check')
    .description('judge a request before anyone submits it, or the jobs that run')
    .argument('[request]', 'file with a CreateTrainingJob request as JSON; - reads the standard input')
    .option('--as <person>', 'who would submit it, by e-mail address; of --job and --jobs: who asks the local stack')
    .option('--policies <folder>', 'folder of policies, or a compiled bundle (default: policies)')
    .option('--at <time>', 'judge as at this moment, such as 2026-12-04T17:00:00Z: waivers expire')
    .option('--region <name>', 'judge as in this region of the organisation (default: its first)')
    .option('--live', 'ask the gateway')
    .option('--url <url>', 'ask this gateway (TRAINGATE_URL)')
    .option('--job <name>', 'judge a job of the gateway by the policies here')
    .option('--jobs', 'judge every live job of the gateway by the policies here')
    .option('--json', 'print what the REST API answers')
    .addHelpText('after', HELP)
    .action(check);
}

async function check(request: string | undefined, options: Options): Promise<void> {
  const wanted = [request, options.job, options.jobs].filter((each) => each !== undefined);
  if (wanted.length !== 1) throw new Failure('give one of a request file, --job NAME and --jobs', 2);
  if (request !== undefined) return checkRequest(request, options);
  if (options.live) throw new Failure('--live is for a request file: jobs are judged by the policies here', 2);
  return options.job === undefined ? checkJobs(options) : checkJob(options.job, options);
}

async function checkRequest(file: string, options: Options): Promise<void> {
  const isLive = options.live || options.url !== undefined;
  const result = await (isLive ? judgedLive(file, options) : judgedHere(file, options));
  if (!isLive && result.ok) console.error(QUOTAS_UNKNOWN);
  endBy(result.ok ? result.value.decision.verdict : null);
  if (options.json) printJson(result.ok ? { decision: result.value.decision } : result.error);
  else if (result.ok) console.log(decisionText(result.value.decision, result.value.site));
  else console.error(problemText(result.error, sourceName(file)));
}

const QUOTAS_UNKNOWN = 'judged with no gateway: what is in use of quotas is not known (--live asks the gateway)';

/** A decision, and for which of several sites. */
interface SitedDecision {
  readonly decision: Decision;
  readonly site: string;
}

async function judgedHere(
  file: string,
  { as, policies, at, region }: Options,
): Promise<Result<SitedDecision, Problem>> {
  if (as === undefined) throw new Failure('say who would submit it with --as PERSON', 2);
  const moment = momentOf(at);
  const body = bodyIn(file);
  const bundle = await openPolicies(policies ?? 'policies');
  const principal = principalNamed(bundle, as.toLowerCase());
  const governance = offlineGovernance(bundle, region);
  const { log, faults } = faultLog();
  const result = judgeOffline(governance, principal, body, moment, log);
  tellFaults(faults);
  if (!result.ok) return err(problemOf(result.error));
  return ok({ decision: withCorrection(result.value), site: siteText(governance) });
}

async function judgedLive(file: string, options: Options): Promise<Result<SitedDecision, Problem>> {
  const misplaced = OFFLINE.find((option) => options[option] !== undefined);
  if (misplaced !== undefined)
    throw new Failure(`--${misplaced} is for judging with no gateway: leave it or --live out`, 2);
  const checked = await checkedLive(file, options);
  return checked.ok ? ok({ decision: checked.value.decision, site: '' }) : checked;
}

const OFFLINE = ['policies', 'at', 'region'] as const;
