import type { Action } from '../actions/action.ts';
import type { ApprovalDetails, ApprovalNotice, Fact, Reason } from '../approvals/notice.ts';
import { minuteText, waitingText } from '../approvals/wording.ts';
import { redactAt, redactPatches, redactRequest } from '../audit/redact.ts';
import { amountText } from '../quota/units.ts';
import { type Balance, CURRENT, isOfBalance, type Need, placesOf } from '../shared/amount.ts';
import type { Approval } from '../shared/approval.ts';
import { holds } from '../shared/decision.ts';
import { secondsInWords } from '../shared/duration.ts';
import { type JobRecord, lastDecision, undecidedReason } from '../shared/job.ts';
import { fulfilmentOf } from '../shared/requirements.ts';
import type { InstanceGroup, Workload } from '../shared/workload.ts';
import type { Ports, StoredJob } from './ports.ts';

/** What people are told of an approval as it stands: its record, and what the ledger says where the job would count. */
export async function noticeOf(
  { store }: Pick<Ports, 'store'>,
  action: Pick<Action, 'describe'>,
  stored: StoredJob,
): Promise<ApprovalNotice> {
  const { record, request } = stored;
  const limited = lastDecision(record).needs.filter(({ limit }) => limit !== null);
  const isOpen = record.state === 'held' && limited.length > 0;
  const balances = isOpen ? await store.balances(placesOf(limited)) : [];
  return {
    admissionId: record.admissionId,
    round: record.approval?.round ?? 0,
    version: record.version,
    name: record.name,
    person: record.person,
    team: record.team,
    state: record.state,
    status: statusOf(record),
    reasons: reasonsOf(record),
    facts: [
      ...jobFacts(record, request && action.describe(request).workload),
      ...approverFacts(record),
      ...(isOpen ? quotaFacts(limited, balances) : []),
    ],
    replies: repliesOf(record),
  };
}

/** The same with the request, its secrets masked, and what the defaults made of it. */
export async function detailsOf(
  ports: Pick<Ports, 'store'>,
  action: Pick<Action, 'describe'>,
  stored: StoredJob,
): Promise<ApprovalDetails> {
  const notice = await noticeOf(ports, action, stored);
  const { record, request } = stored;
  const secretPaths = record.approval?.secretPaths ?? [];
  return {
    ...notice,
    request: request && redactAt(redactRequest(request), secretPaths),
    changes: redactPatches(record.decision.completed, secretPaths),
  };
}

function statusOf(record: JobRecord): string {
  const { state, approval, refusal, upstream } = record;
  const approved = approval ? approvedAtText(approval) : '';
  switch (state) {
    case 'held':
      return waitingText(record);
    case 'approved':
      return approval?.waitingFor ? `${approved}, waits for quota: ${approval.waitingFor}` : `${approved}, starts`;
    case 'forwarding':
      return `${approved}, handed over to SageMaker`;
    case 'submitted':
      return `${approved}, runs`;
    case 'retained':
    case 'finished':
      return `${approved}, ended: ${upstream?.trainingJobStatus ?? 'nobody knows how'}`;
    case 'refused':
      return `${approved}, refused by SageMaker: ${refusal?.message ?? ''}`;
    case 'withdrawn':
      return `Withdrawn by ${record.history.at(-1)?.by ?? record.person}${endedText(record)}`;
    case 'denied':
    case 'expired':
      return `${capitalised(undecidedReason(record) ?? state)}${state === 'denied' ? endedText(record) : ''}`;
  }
}

/** By whom, and when. */
const approvedAtText = ({ votes }: Approval): string =>
  `Approved by ${votes.map(({ person, at }) => `${person} at ${minuteText(at)}`).join(' and ')}`;

const endedText = ({ history }: JobRecord): string => {
  const last = history.at(-1);
  return last ? ` (${minuteText(last.at)})` : '';
};

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const reasonsOf = (record: JobRecord): readonly Reason[] =>
  lastDecision(record)
    .violations.filter(holds)
    .map(({ policy, message, link }) => ({ policy, message, link }));

function jobFacts(record: JobRecord, workload: Workload | null): readonly Fact[] {
  const { decision, admissionId, person, team } = record;
  const own = [
    { label: 'Asked by', value: `${person}, team ${team}` },
    { label: 'Cost', value: costText(record) },
  ];
  if (workload === null) return [...own, { label: 'Request', value: admissionId }];
  const { groups, images, role, data, algorithm } = workload;
  const listed = (use: string): string =>
    data
      .filter((location) => location.use === use)
      .map(({ uri }) => uri)
      .join('\n');
  return [
    ...own,
    { label: 'Instances', value: groups.map(groupText).join('\n') },
    { label: 'Runs at most', value: secondsInWords(record.longestSeconds) },
    { label: 'Image', value: images.map(({ uri }) => uri).join('\n') || (algorithm.value ?? 'none') },
    { label: 'Role', value: role.value },
    { label: 'Data', value: listed('input') || 'none' },
    { label: 'Output', value: listed('output') || 'none' },
    { label: 'Request', value: admissionId },
    { label: 'Policies', value: decision.policyVersion.slice(0, 12) },
  ];
}

const groupText = ({ count, type, use }: InstanceGroup): string =>
  `${count} × ${type}${use === 'monitoring' ? ' (monitoring)' : ''}`;

function costText(record: JobRecord): string {
  const { estimate } = lastDecision(record);
  if (estimate === null) return 'not known: no price for what it runs on';
  const spot = estimate.spotUsdMicros === null ? '' : `, as spot about ${usd(estimate.spotUsdMicros)}`;
  return `at most ${usd(estimate.totalUsdMicros)}${spot}`;
}

const usd = (micros: number): string => amountText('usdMicros', micros, 'up');

function approverFacts({ approval }: JobRecord): readonly Fact[] {
  if (approval === null) return [];
  const value = fulfilmentOf(approval.requirements, approval.votes)
    .map(({ group, count, approvedBy }) => `${group}: ${approvedBy.join(', ') || 'nobody yet'} (${count} needed)`)
    .join('\n');
  return [{ label: 'Approvals', value }];
}

/** Only what is close: that there is room for a job 50 times as large is no news. */
function quotaFacts(needs: readonly Need[], balances: readonly Balance[]): readonly Fact[] {
  const lines = needs.map((need) => {
    const { scope, dimension, window, limit, amount } = need;
    const used = balances.find((balance) => isOfBalance(balance, need))?.used ?? 0;
    const share = (used + amount) / Math.max(1, limit ?? 1);
    const isHeld = window === CURRENT;
    const text = (value: number) => (isHeld ? String(value) : amountText(dimension, value, 'up'));
    const line = `${scope}: ${text(used)} → ${text(used + amount)} of ${text(limit ?? 0)} ${isHeld ? dimension : `in ${window}`}`;
    return { share, line };
  });
  const closest = lines.toSorted((a, b) => b.share - a.share).slice(0, MOST_QUOTAS);
  return [{ label: 'Quota before → after', value: closest.map(({ line }) => line).join('\n') }];
}

const MOST_QUOTAS = 5;

function repliesOf(record: JobRecord): ApprovalNotice['replies'] {
  const { approval, upstream, settlement, history } = record;
  const startedAt = history.find(({ state }) => state === 'submitted' || state === 'finished')?.at;
  const cost = settlement?.consumed.find(({ dimension }) => dimension === 'usdMicros')?.amount;
  return {
    'asked-again': approval ? `Policies have changed, so people are asked again. ${waitingText(record)}` : '',
    reminder: approval ? `Still waiting. ${waitingText(record)}` : '',
    started: startedAt === undefined ? '' : `Started ${minuteText(startedAt)}`,
    ended: [
      `Ended: ${upstream?.trainingJobStatus ?? 'nobody knows how'}`,
      ...(cost === undefined ? [] : [`cost ${usd(cost)}`]),
    ].join(', '),
  };
}
