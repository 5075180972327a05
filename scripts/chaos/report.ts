import type { Findings, Lane } from './lane.ts';

/** Sentences of a kind that are printed; the rest is counted. */
const SHOWN = 20;

/** What must not be, in the words of the report. */
const KINDS = [
  ['doubles', 'doubled'],
  ['lost', 'lost'],
  ['drift', 'drift'],
  ['without a definite answer', 'unanswered'],
] as const;

const sum = (lanes: readonly Lane[], of: (lane: Lane) => number): number =>
  lanes.reduce((total, lane) => total + of(lane), 0);

/** How far the run is. */
export function progressOf(lanes: readonly Lane[]): string {
  const sent = sum(lanes, ({ tally }) => tally.sent);
  const admitted = sum(lanes, ({ tally }) => tally.admitted);
  const refused = sum(lanes, ({ tally }) => tally.refused);
  const kills = sum(lanes, ({ damage }) => damage.kills);
  const restarts = sum(lanes, ({ damage }) => damage.starts) - lanes.length;
  return `${sent} sent, ${admitted} admitted, ${refused} refused, ${kills} kills, ${Math.max(0, restarts)} restarts`;
}

/** Prints what was done and found; whether nothing is wrong. */
export function report(
  lanes: readonly Lane[],
  findings: readonly Findings[],
  run: { readonly seconds: number; readonly seed: number },
): boolean {
  const wrong = KINDS.map(([name, kind]) => [name, findings.flatMap((each) => each[kind])] as const);
  for (const [name, sentences] of wrong) {
    for (const sentence of sentences.slice(0, SHOWN)) console.log(`${name}: ${sentence}`);
    if (sentences.length > SHOWN) console.log(`${name}: and ${sentences.length - SHOWN} more`);
  }
  const rows: readonly (readonly [name: string, value: number])[] = [
    ['creates', sum(lanes, ({ tally }) => tally.sent)],
    ['admitted', sum(lanes, ({ tally }) => tally.admitted)],
    ['refused', sum(lanes, ({ tally }) => tally.refused)],
    ['unknown answers met', sum(lanes, ({ tally }) => tally.unknown)],
    ['ended without a job', findings.flatMap(({ endedWithout }) => endedWithout).length],
    ['faults asked for', sum(lanes, ({ damage }) => damage.faults)],
    ['kills', sum(lanes, ({ damage }) => damage.kills)],
    ['of them at a start', sum(lanes, ({ damage }) => damage.killsAtStart)],
    ['ms a start', meanStartMs(lanes)],
    ...wrong.map(([name, sentences]) => [name, sentences.length] as const),
    ['seconds', run.seconds],
    ['seed', run.seed],
  ];
  for (const [name, value] of rows) console.log(`${name.padEnd(26)}${value}`);
  return wrong.every(([, sentences]) => sentences.length === 0);
}

const meanStartMs = (lanes: readonly Lane[]): number =>
  Math.round(sum(lanes, ({ damage }) => damage.startMs) / sum(lanes, ({ damage }) => damage.starts));
