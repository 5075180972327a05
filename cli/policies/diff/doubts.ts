import { listed } from '../../../gateway/rules/rule.ts';
import { numberText } from '../number-text.ts';
import type { Differences } from './differences.ts';
import type { TextChange } from './text-change.ts';

/** Whether something could have been shown by a request, and was by none. */
export const isUnshown = ({ shownBy }: TextChange, { shown }: Differences): boolean =>
  shownBy !== null && !shown.includes(shownBy);

/** Why a change cannot be said to loosen nothing; none: nothing that was tried or read speaks against it. */
export function doubtsOf(changes: readonly TextChange[], found: Differences): readonly string[] {
  const { differences, tried } = found;
  const loosened = differences.filter(({ direction }) => direction === 'loosens').length;
  const said = changes.filter(({ effect }) => effect === 'loosens');
  const unclear = changes.filter((change) => change.effect === 'unclear' && isUnshown(change, found));
  return [
    ...(loosened > 0 ? [`${numberText(loosened)} ways to get further than before`] : []),
    ...said.map(({ text }) => `${text}, which loosens`),
    ...unclear.map(({ text }) => `${text}, which may loosen: no request showed what it does`),
    ...(tried.requests === 0 ? ['no request was judged'] : []),
    ...(tried.without.length > 0 ? [`no request is allowed for ${listed(tried.without)}, so none was tried`] : []),
  ];
}
