import { describe, expect, it } from '@jest/globals';
import { type Figure, figure } from '../../bench/figure.ts';
import { report } from '../../bench/print.ts';
import { ratioOf, summaryOf } from '../../bench/statistics.ts';
import { itemBytes, writeUnits } from '../../bench/write-units.ts';

describe('summaryOf', () => {
  it.each([
    ['one sample', [7], 7, [7, 7]],
    ['an odd number', [5, 1, 3], 3, [2, 4]],
    ['an even number', [4, 1, 3, 2], 2.5, [1.75, 3.25]],
    ['one that was interrupted', [1, 1, 1, 1, 900], 1, [1, 1]],
  ])('%s', (_, samples, median, quartiles) => {
    expect(summaryOf(samples)).toEqual({ median, quartiles });
  });

  it('fails where there is nothing', () => {
    expect(() => summaryOf([])).toThrow('no samples');
  });
});

it('ratioOf compares the medians; its quartiles are those of the pairs', () => {
  const pairs = [
    { subject: 2, base: 1 },
    { subject: 6, base: 2 },
    { subject: 6, base: 3 },
  ];
  expect(ratioOf(pairs)).toEqual({ median: 3, quartiles: [2, 2.5] });
});

describe('itemBytes', () => {
  it.each([
    ['a string in UTF-8', { ab: { S: 'é' } }, 4],
    ['bytes', { a: { B: new Uint8Array(5) } }, 6],
    ['a number by pairs of digits, without zeroes at the end', { a: { N: '1764037200000' } }, 1 + (4 + 1)],
    ['a number with a sign and a point', { a: { N: '-12.5' } }, 1 + (2 + 1)],
    ['a list with its elements', { a: { L: [{ S: 'xy' }, { S: '' }] } }, 1 + 3 + (1 + 2) + 1],
  ])('%s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});

it.each([
  [1, false, 1],
  [1024, false, 1],
  [1025, false, 2],
  [1025, true, 4],
])('%d bytes (in a transaction: %s) are %d write units', (bytes, transactional, units) => {
  expect(writeUnits(bytes, transactional)).toBe(units);
});

describe('report', () => {
  const machine = { date: '2026-11-25T00:00:00Z', node: 'v24', cores: 2, cpu: 'some' };
  const lines = (each: Figure) => report(machine, [{ bench: 'x', figures: [each] }]).split('\n');

  it.each([
    ['met', 3],
    ['missed', 3.01],
  ])('says that a goal is %s', (verdict, median) => {
    const [last] = lines(figure({ name: 'thing', unit: 'J', median, goal: 3 })).slice(-1);
    expect(last).toMatch(new RegExp(`^Bench: thing: 3(?:.01)? J \\(goal ≤ 3, ${verdict}\\)$`));
  });

  it('sums up no figure without a goal', () => {
    expect(lines(figure({ name: 'thing', unit: 'J', median: 3 })).filter((line) => line.startsWith('Bench:'))).toEqual(
      [],
    );
  });
});
