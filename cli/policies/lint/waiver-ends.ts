import { concerns } from '../../../gateway/rules/match.ts';
import type { Waiver } from '../../../gateway/rules/waiver.ts';
import { SOON_DAYS, standingOf } from '../waivers/report.ts';
import { type Finding, type Linted, WAIVERS_FILE } from './linted.ts';

/** Waivers that are over or soon will be, and those that are for nobody. */
export const waiverEnds = (all: Linted): readonly Finding[] =>
  (all.content.waivers ?? []).flatMap((waiver, index) => {
    return [...ended(all, waiver, index), ...forNobody(all, waiver, index)];
  });

function ended({ at, finding }: Linted, waiver: Waiver, index: number): readonly Finding[] {
  const say = (message: string) => [finding(WAIVERS_FILE, ['waivers', String(index), 'expires'], message)];
  switch (standingOf(waiver, at)) {
    case 'expired':
      return say(`waiver \`${waiver.waiver}\` has expired: remove it`);
    case 'ends soon':
      return say(
        `waiver \`${waiver.waiver}\` ends within ${SOON_DAYS} days: agree on another, or on what comes after it`,
      );
    case 'in force':
      return [];
  }
}

function forNobody({ people, finding }: Linted, waiver: Waiver, index: number): readonly Finding[] {
  if (people.some((person) => concerns({ match: waiver.for }, person))) return [];
  const message = `waiver \`${waiver.waiver}\` is for nobody of the organisation: change \`for\`, or remove it`;
  return [finding(WAIVERS_FILE, ['waivers', String(index), 'for'], message, 'key')];
}
