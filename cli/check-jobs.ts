import type { Bundle } from '../gateway/bundle/open.ts';
import type { Decision } from '../gateway/shared/decision.ts';
import type { JsonObject } from '../gateway/shared/json.ts';
import { decisionText, effectOf } from './decision-text.ts';
import { endBy } from './exit-code.ts';
import { call, type GatewayOptions } from './gateway.ts';
import { judgeRunning, momentOf, offlineGovernance, principalNamed, siteText } from './policies/judging.ts';
import { openPolicies } from './policies/open-policies.ts';
import { faultLog, tellFaults } from './policies/rule-faults.ts';
import { Failure, plain, printJson, table } from './terminal.ts';

export interface JobsOptions extends GatewayOptions {
  readonly policies?: string;
  readonly at?: string;
  /** Of the organisation; its first where it is left out. */
  readonly region?: string;
  readonly json?: true;
}

/** A job as the REST API shows it. */
interface Job {
  readonly name: string;
  readonly person: string;
  readonly admissionId: string;
  /** null in lists, and of a job that ended long ago. */
  readonly request: JsonObject | null;
}

/** What the policies here make of a job; the sentence says why nobody can tell. */
type Judgement = Decision | string;

interface JudgedJob extends Pick<Job, 'name' | 'person'> {
  readonly judgement: Judgement;
}

const MASKED =
  'values of environment variables and hyperparameters are masked (***), so rules that look at them see the mask';

/** Judges one job of the gateway, as its person's, by the policies here. */
export async function checkJob(name: string, options: JobsOptions): Promise<void> {
  const { judge, faults, site } = await judgeWith(options);
  const judgement = judge(await jobNamed(name, options));
  if (typeof judgement === 'string') throw new Failure(`\`${name}\` cannot be judged: ${judgement}`);
  endBy(judgement.verdict);
  tellFaults(faults);
  console.error(`as ${name} runs: ${MASKED}`);
  if (options.json) printJson({ decision: judgement });
  else console.log(decisionText(judgement, site));
}

/** Judges every live job that the caller may see: a line each. What waits for people is not live: it is judged when it starts. */
export async function checkJobs(options: JobsOptions): Promise<void> {
  const { judge, faults, site } = await judgeWith(options);
  const jobs = await liveJobs(options);
  const judged: JudgedJob[] = [];
  for (const { name, person } of jobs) {
    judged.push({ name, person, judgement: judge(await jobNamed(name, options)) });
  }
  // People may have approved what would be held.
  if (judged.some(({ judgement }) => isDenied(judgement))) endBy('deny');
  tellFaults(faults);
  if (jobs.length > 0) console.error([MASKED, ...(site ? [site] : [])].join('\n'));
  if (options.json) printJson({ jobs: judged.map(jobAnswer) });
  else if (jobs.length === 0) console.log('no live jobs');
  else console.log(table(['JOB', 'PERSON', 'VERDICT', 'POLICIES THAT OBJECT'], judged.map(jobRow)));
}

/** What the policies here make of jobs: `faults` and `site` are for a person. */
interface Judge {
  readonly judge: (job: Job) => Judgement;
  readonly faults: ReadonlySet<string>;
  readonly site: string;
}

async function judgeWith({ policies, at, region }: JobsOptions): Promise<Judge> {
  const moment = momentOf(at);
  const bundle = await openPolicies(policies ?? 'policies');
  const governance = offlineGovernance(bundle, region);
  const { log, faults } = faultLog();
  const judge: Judge['judge'] = ({ name, person, admissionId, request }) => {
    if (request === null) return 'the gateway keeps its request no longer';
    const principal = principalOf(bundle, person);
    return typeof principal === 'string'
      ? principal
      : judgeRunning(governance, principal, { name, admissionId, request }, moment, log);
  };
  return { judge, faults, site: siteText(governance) };
}

function principalOf(bundle: Bundle, person: string) {
  try {
    return principalNamed(bundle, person);
  } catch (failure) {
    if (failure instanceof Failure) return failure.message;
    throw failure;
  }
}

const jobNamed = (name: string, options: GatewayOptions): Promise<Job> =>
  call(options, { method: 'GET', path: `/v1/training-jobs/${encodeURIComponent(name)}` });

/** In the order of their states, so that a job that is accepted meanwhile is not missed; each once. */
async function liveJobs(options: GatewayOptions): Promise<readonly Job[]> {
  const jobs = [...(await jobsIn('forwarding', options)), ...(await jobsIn('submitted', options))];
  return [...new Map(jobs.map((job) => [job.name, job])).values()];
}

async function jobsIn(state: string, options: GatewayOptions): Promise<readonly Job[]> {
  const found: Job[] = [];
  let next: string | null = null;
  do {
    const query: Record<string, string> = { state, limit: '50', ...(next !== null && { next }) };
    const page: { jobs: readonly Job[]; next: string | null } = await call(options, {
      method: 'GET',
      path: '/v1/training-jobs',
      query,
    });
    found.push(...page.jobs);
    next = page.next;
  } while (next !== null);
  return found;
}

/** Doubt denies. */
const isDenied = (judgement: Judgement): boolean => typeof judgement === 'string' || judgement.verdict === 'deny';

const jobAnswer = ({ name, person, judgement }: JudgedJob) =>
  typeof judgement === 'string'
    ? { name, person, decision: null, detail: judgement }
    : { name, person, decision: judgement };

function jobRow({ name, person, judgement }: JudgedJob) {
  if (typeof judgement === 'string') return [name, person, 'unknown', plain(judgement)];
  const objecting = judgement.violations.map((violation) => {
    const effect = effectOf(violation);
    return plain(effect === 'deny' ? violation.policy : `${violation.policy} (${effect})`);
  });
  return [name, person, judgement.verdict, [...new Set(objecting)].join(', ')];
}
