import type { approvalDetail } from '../gateway/adapters/http/approvals.ts';
import type { approvalView } from '../gateway/adapters/http/rest.ts';
import { minuteText } from '../gateway/approvals/wording.ts';
import type { JsonObject } from '../gateway/shared/json.ts';
import { requirementsText } from '../gateway/shared/requirements.ts';
import { patchText, section, violationLines } from './decision-text.ts';
import { coloured, plain, plainLines, table } from './terminal.ts';

/** One approval, as the REST API shows it. */
export type ApprovalAnswer = ReturnType<typeof approvalView>;
/** The same with all that a decision may rest on. */
export type ApprovalDetail = ReturnType<typeof approvalDetail>;

type Asked = NonNullable<ApprovalAnswer['approval']>;

/** All that waits, a line each. */
export function listText(approvals: readonly ApprovalAnswer[]): string {
  if (approvals.length === 0) return 'nothing waits';
  const rows = approvals.map(({ name, person, approval, admissionId }) => [
    plain(name),
    plain(person),
    plain(approval === null ? '' : needsText(approval)),
    approval === null ? '' : timeText(approval.until),
    plain(admissionId),
  ]);
  return table(['NAME', 'OF', 'NEEDS', 'EXPIRES', 'ID'], rows);
}

/** `finance 0/1, platform 1/1` */
const needsText = ({ requirements }: Asked): string =>
  requirements.map(({ group, count, approvedBy }) => `${group} ${approvedBy.length}/${count}`).join(', ');

const timeText = (time: string): string => minuteText(Date.parse(time));

const STATE_COLOURS: Readonly<Record<string, Parameters<typeof coloured>[0]>> = {
  held: 'yellow',
  approved: 'green',
  denied: 'red',
  expired: 'red',
};

/** All that a decision may rest on; the request only where it is asked for. */
export function detailText(detail: ApprovalDetail, withRequest: boolean): string {
  const { name, state, status, facts, approval, violations, completed, request } = detail;
  return [
    `${coloured(['bold'], plain(name))}  ${coloured(STATE_COLOURS[state] ?? 'bold', plain(state))}`,
    plain(status),
    '',
    ...factLines([...facts, ...(approval === null ? [] : [roundFact(approval)])]),
    ...(approval === null ? [] : decisionLines(approval)),
    ...violations.flatMap((violation) => ['', ...violationLines(violation)]),
    ...section('Completed by the gateway:', completed.map(patchText)),
    ...(withRequest ? ['', 'The request, as it would be forwarded:', requestText(request)] : []),
  ].join('\n');
}

/** A value of several lines stands under its label. */
function factLines(facts: ApprovalDetail['facts']): readonly string[] {
  const width = Math.max(0, ...facts.map(({ label }) => label.length)) + 2;
  return facts.flatMap(({ label, value }) =>
    value.split('\n').map((line, index) => `${plain(index === 0 ? label : '').padEnd(width)}${plain(line)}`),
  );
}

/** How often people have been asked. */
const roundFact = ({ round }: Asked) => ({
  label: 'Round',
  value: round === 1 ? '1' : `${round}: policies have changed since people were first asked`,
});

/** Who has decided, and how. */
const decisionLines = ({ votes, denial }: Asked): readonly string[] => [
  ...section(
    'Decided so far:',
    votes.map(({ person, at, channel }) => plain(`approved by ${person} (${channel}), ${timeText(at)}`)),
  ),
  ...section(
    'Decided:',
    denial === null
      ? []
      : [plain(`denied by ${denial.person} (${denial.channel}), ${timeText(denial.at)}: ${denial.reason}`)],
  ),
];

const requestText = (request: JsonObject | null): string =>
  request === null ? 'it is kept no more' : plainLines(JSON.stringify(request, null, 2));

/** What came of a yes. */
export const approvedText = (answer: ApprovalAnswer): string =>
  plain(`\`${answer.name}\` of ${answer.person} is approved by you: ${nextText(answer)}`);

function nextText({ state, approval }: ApprovalAnswer): string {
  const missing = (approval?.requirements ?? [])
    .map(({ group, count, approvedBy }) => ({ group, count: count - approvedBy.length }))
    .filter(({ count }) => count > 0);
  if (state === 'held') return `it still needs the approval of ${requirementsText(missing)}`;
  if (state !== 'approved') return `it is ${state}`;
  const waitingFor = approval?.waitingFor ?? null;
  return `that is all it takes${waitingFor === null ? ': it starts now' : `, and it waits for quota: ${waitingFor}`}`;
}

/** What came of a no. */
export const deniedText = ({ name, person }: ApprovalAnswer): string =>
  plain(`\`${name}\` of ${person} is denied: it does not start, and shows your reason`);
