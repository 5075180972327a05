import { types } from 'node:util';
import type { Log } from '../../gateway/flows/ports.ts';
import { plain } from '../terminal.ts';

/** "rule expression of policy epochs failed: …": for a log that only its reader sees, since a cause may quote values. */
export const faultText = (policy: string, rule: string, cause: unknown): string =>
  `rule ${rule} of policy ${policy} failed: ${types.isNativeError(cause) ? cause.message : String(cause)}`;

/** A log that keeps which rules failed, each sentence once; with no gateway at hand there is nowhere else to look. */
export function faultLog(): { readonly log: Log; readonly faults: ReadonlySet<string> } {
  const faults = new Set<string>();
  const error: Log['error'] = (_, cause, { policy, rule } = {}) =>
    void faults.add(faultText(String(policy), String(rule), cause));
  return { log: { info: () => {}, error, count: () => {} }, faults };
}

/** Tells of rules that failed, beside what the command answers. */
export function tellFaults(faults: Iterable<string>): void {
  for (const fault of faults) console.error(plain(fault));
}
