import type { RefusalEntry } from '../audit/entry.ts';
import { type Decision, denies, type Violation } from '../shared/decision.ts';
import type { JsonPatch } from '../shared/json-patch.ts';
import type { Ports } from './ports.ts';

/** Writes the entry of a refusal. The refusal stands even where it cannot be written: then operators are told. */
export async function recordRefusal({ audit, log }: Ports, entry: RefusalEntry): Promise<void> {
  try {
    await audit.append(entry);
  } catch (cause) {
    log.count('AuditWriteFailed', { decisionId: entry.id });
    log.error('a refusal could not be recorded', cause, { decisionId: entry.id });
  }
}

/** What a caller reads of a decision that denies: a line a violation, and what would pass, where that is known. */
export function refusalText({ violations, correction, corrected }: Decision): string {
  const whoCan = (owner: string | null) => (owner ? `, or ask ${owner} to change the policy` : '');
  const denials = violations.filter(denies);
  const lines = denials.map(({ policy, message, remedy, owner, link }) => {
    return `${policy}: ${message}; ${remedy}${corrected ? '' : whoCan(owner)}${link ? ` (${link})` : ''}`;
  });
  const offer = correction.length === 0 ? [] : [`the request would pass with ${correction.map(changeText).join(', ')}`];
  return [...lines, ...offer, ...(corrected ? [] : waiverLines(denials))].join('\n');
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
