import { closestMatch } from 'leven';
import { listed } from '../rules/rule.ts';

const MOST_NAMES = 12;
const FARTHEST_NAME = 3;

/** "`visoin` is not a team: did you mean `vision`?", or what is known where nothing is near. */
export function notAmong(seen: string, kind: string, known: readonly string[]): string {
  const nearest = closestMatch(seen, known, { maxDistance: FARTHEST_NAME });
  return `\`${seen}\` is not ${kind}: ${nearest === undefined ? `known are ${some(known)}` : `did you mean \`${nearest}\`?`}`;
}

function some(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${listed(names.slice(0, MOST_NAMES))} and ${more} more` : listed(names);
}
