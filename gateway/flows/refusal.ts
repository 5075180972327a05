import type { RefusalEntry, VoteEntry } from '../audit/entry.ts';
import { type Decision, denies, stops, type Violation } from '../shared/decision.ts';
import type { JsonPatch } from '../shared/json-patch.ts';
import { requirementsText } from '../shared/requirements.ts';
import type { Ports } from './ports.ts';

/** Writes the entry of a refusal. The refusal stands even where it cannot be written: then operators are told. */
export async function recordRefusal(
  { audit, log }: Pick<Ports, 'audit' | 'log'>,
  entry: RefusalEntry | VoteEntry,
): Promise<void> {
  try {
    await audit.append(entry);
  } catch (cause) {
    log.count('AuditWriteFailed', { decisionId: entry.id });
    log.error('a refusal could not be recorded', cause, { decisionId: entry.id });
  }
}

/**
 * What a caller reads of a decision that does not simply allow: a line a violation, and what would pass, where that is
 * known. Of one that only holds, what people would have to approve.
 */
export function refusalText({ verdict, violations, approvals, correction, corrected }: Decision): string {
  const whoCan = (owner: string | null) => (owner ? `, or ask ${owner} to change the policy` : '');
  const denials = violations.filter(verdict === 'hold' ? stops : denies);
  const lines = denials.map(({ policy, message, remedy, owner, link }) => {
    return `${policy}: ${message}; ${remedy}${corrected ? '' : whoCan(owner)}${link ? ` (${link})` : ''}`;
  });
  const would = verdict === 'deny' && approvals.length > 0 ? 'would not be denied' : 'would pass';
  const offer = correction.length === 0 ? [] : [`the request ${would} with ${correction.map(changeText).join(', ')}`];
  const asked = verdict === 'hold' ? [`it needs the approval of ${requirementsText(approvals)}`] : [];
  return [...lines, ...asked, ...offer, ...(corrected ? [] : waiverLines(denials))].join('\n');
}

/** Where no change of the request is known to help, people do: one line for each form. */
function waiverLines(denials: readonly Violation[]): readonly string[] {
  const forms = denials.flatMap(({ policy, waiverRequest }) =>
    waiverRequest === null ? [] : [`ask for a waiver of ${policy}: ${waiverRequest}`],
  );
  return [...new Set(forms)];
}

/** Longer values are for the `correction` of the REST API. */
const LONGEST_SHOWN = 200;

function changeText(patch: JsonPatch): string {
  if (patch.op === 'remove') return `\`${patch.path}\` left out`;
  const value = JSON.stringify(patch.value);
  return `\`${patch.path}\` ${value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value}`;
}
