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
  const lines = violations.filter(denies).map((violation) => {
    const { policy, message, remedy, link } = violation;
    return `${policy}: ${message}; ${remedy}${corrected ? '' : wayOut(violation)}${link ? ` (${link})` : ''}`;
  });
  const offer = correction.length === 0 ? [] : [`the request would pass with ${correction.map(changeText).join(', ')}`];
  return [...lines, ...offer].join('\n');
}

/** Where no change of the request helps, people do. */
function wayOut({ owner, waiverRequest }: Violation): string {
  if (waiverRequest !== null) return `, or ask for a waiver at ${waiverRequest}`;
  return owner === null ? '' : `, or ask ${owner} to change the policy`;
}

/** Longer values are for the `correction` of the REST API. */
const LONGEST_SHOWN = 200;

function changeText(patch: JsonPatch): string {
  if (patch.op === 'remove') return `\`${patch.path}\` left out`;
  const value = JSON.stringify(patch.value);
  return `\`${patch.path}\` ${value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value}`;
}
