import { COUNTED_PERIOD, type Quotas } from '../quota/quotas.ts';
import type { BundleProblem } from './problem.ts';
import type { SourceFile } from './source-file.ts';

/** TransactWriteItems takes 100 (API reference, 2026-11): a record, its request and its name, and uses of waivers beside. */
const MOST_LEDGER_ITEMS = 85;
/** Organisation, department, team and person. */
const SCOPES = 4;

/** A job's places in the ledger are one transaction: tags that are counted, times the periods that any budget names. */
export function checkSize(file: SourceFile, { tags, limits }: Quotas): readonly BundleProblem[] {
  const periods = new Set([COUNTED_PERIOD, ...limits.flatMap(({ period }) => period ?? [])]);
  const items = (SCOPES + tags.length) * (1 + periods.size);
  if (items <= MOST_LEDGER_ITEMS) return [];
  const message = `a job with all ${tags.length} counted tags would count in ${items} places, by ${periods.size} periods: at most ${MOST_LEDGER_ITEMS} go into one transaction; count fewer tags, or budget over fewer periods`;
  return [{ file: file.name, ...file.placeOf([], 'value'), message }];
}
