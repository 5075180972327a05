import type { Line } from '../approvals/interaction.ts';
import { waitingText } from '../approvals/wording.ts';
import { periodOf } from '../quota/calendar.ts';
import type { QuotaRow } from '../quota/overview.ts';
import { amountText } from '../quota/units.ts';
import { CURRENT } from '../shared/amount.ts';
import { IMPLIED_STATUS, isRunning, isWaiting, type JobRecord } from '../shared/job.ts';
import type { Principal } from '../shared/principal.ts';
import { isAsked, requirementsText } from '../shared/requirements.ts';
import { clipped } from '../shared/visible.ts';
import type { Governance } from './assess.ts';
import { maySee } from './job-access.ts';
import type { Ports } from './ports.ts';
import { listJobs } from './read.ts';
import { approvalsUpTo } from './read-approvals.ts';
import { readQuotas } from './read-quotas.ts';

interface Asked extends Governance {
  readonly ports: Pick<Ports, 'store' | 'clock'>;
}

const HELP: readonly Line[] = [
  { subject: '/traingate pending', text: 'what waits for your approval' },
  { subject: '/traingate mine', text: 'your jobs that wait or run' },
  { subject: '/traingate quota', text: 'what is left to you' },
  { subject: '/traingate status NAME', text: 'where a job stands' },
];

const said = (text: string): readonly Line[] => [{ subject: '', text }];

/** More lines nobody reads in a chat; the REST API and the command line have them all. */
const MOST_LINES = 15;

/** The answer to `/traingate …`, for whoever asked alone. */
export async function answerCommand(asked: Asked, principal: Principal, text: string): Promise<readonly Line[]> {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  switch (word.toLowerCase()) {
    case 'pending':
      return pending(asked, principal);
    case 'mine':
      return mine(asked, principal);
    case 'quota':
      return quota(asked, principal);
    case 'status':
      return status(asked, principal, rest.join(' '));
    case '':
    case 'help':
      return HELP;
    default:
      return [...said(`\`${clipped(word, LONGEST_NAME)}\` is not known here`), ...HELP];
  }
}

async function pending({ ports }: Asked, principal: Principal): Promise<readonly Line[]> {
  const all = await approvalsUpTo(ports.store, principal, 200);
  const own = all.filter(({ state, person, approval }) => {
    const hasVoted = approval?.votes.some((vote) => vote.person === principal.person);
    return (
      state === 'held' &&
      person !== principal.person &&
      !hasVoted &&
      isAsked(approval?.requirements ?? [], principal.groups)
    );
  });
  return lines(own, 'Nothing waits for your approval.', (record) => {
    return { subject: record.name, text: `of ${record.person}. ${waitingText(record)}. ${record.admissionId}` };
  });
}

async function mine({ ports, bundle }: Asked, principal: Principal): Promise<readonly Line[]> {
  const page = await listJobs(ports.store, bundle, principal, {
    state: null,
    team: principal.team,
    limit: 50,
    before: null,
  });
  const own = page.records.filter(({ person, state }) => person === principal.person && isRunning(state));
  return lines(own, 'None of your latest jobs waits or runs.', jobLine);
}

async function status({ ports }: Asked, principal: Principal, name: string): Promise<readonly Line[]> {
  if (name === '') return said('Say which job: `/traingate status NAME`');
  // Longer names no job has, and no key of the table would take them.
  if (name.length > LONGEST_NAME) return said(`No job has a name of ${name.length} characters.`);
  const record = await ports.store.findByName(name);
  if (record && maySee(principal, record.team)) return [jobLine(record)];
  return said(`No job \`${name}\` of your team went through the gateway.`);
}

/** Of SageMaker's model. */
const LONGEST_NAME = 63;

const jobLine = (record: JobRecord): Line => ({ subject: record.name, text: stateText(record) });

function stateText(record: JobRecord): string {
  const { state, upstream, approval, history } = record;
  if (isWaiting(state)) return waitingText(record);
  if (state === 'denied' || state === 'expired') {
    return `${history.at(-1)?.note ?? state}. It took ${requirementsText(approval?.requirements ?? [])}`;
  }
  return [upstream?.trainingJobStatus ?? IMPLIED_STATUS[state], upstream?.secondaryStatus].filter(Boolean).join(', ');
}

async function quota({ ports, bundle, site }: Asked, principal: Principal): Promise<readonly Line[]> {
  const question = { instanceType: null, seconds: 3_600, at: ports.clock.now() };
  // Of auditors, too, the own scopes: a chat is no report.
  const { quotas } = await readQuotas(ports.store, { bundle, site }, { ...principal, roles: [] }, question);
  const limited = quotas.filter(({ limit }) => limit !== null);
  return lines(limited, 'You have no limits.', quotaLine, 40);
}

function quotaLine({ scope, dimension, window, limit, left }: QuotaRow): Line {
  const text = (amount: number | null) => amountText(dimension, amount ?? 0, 'down').replaceAll('`', '');
  const when = window === CURRENT ? '' : ` (${periodOf(window)} ${window})`;
  return { subject: `${scope}${when}`, text: `${text(left)} of ${text(limit)} left` };
}

function lines<T>(items: readonly T[], none: string, lineOf: (item: T) => Line, most = MOST_LINES): readonly Line[] {
  if (items.length === 0) return said(none);
  const more = items.length - most;
  const rest = `and ${more} more: \`traingate approvals list\` and \`traingate quota\` have them all`;
  return [...items.slice(0, most).map(lineOf), ...(more > 0 ? said(rest) : [])];
}
