import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteItemCommand, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callRest, type RestAnswer, type RestCall } from '../../local/client.ts';
import { traingateHere } from '../support/cli.ts';
import { compliant, freshHome, get, removeHome, startTestStack, submit, type TestStack } from '../support/stack.ts';

let home: string;
let stack: TestStack;
let table: DynamoDBClient;
/** The month that jobs are admitted in, by the calendar of the sample organisation. */
let month: string;

const ADA = 'ada@example.com';
const BEN = 'ben@example.com';
const SPOT = {
  EnableManagedSpotTraining: true,
  StoppingCondition: { MaxRuntimeInSeconds: 900, MaxWaitTimeInSeconds: 1_800 },
  CheckpointConfig: { S3Uri: 's3://example-corp-vision/checkpoints/' },
};
const on = (InstanceType: string, InstanceCount: number, parts: object = {}) => ({
  ResourceConfig: { InstanceType, InstanceCount, VolumeSizeInGB: 50 },
  ...parts,
});

function call(person: string, request: RestCall): Promise<RestAnswer> {
  const iam = stack.facts.people.find((each) => each.person === person)?.iam;
  if (!iam) throw new Error(`nobody is ${person}`);
  return callRest(stack.facts.url, { ...iam, region: stack.facts.region }, request);
}

async function admit(person: string, name: string, parts: object = {}): Promise<void> {
  const { status, body } = await call(person, submit(await compliant(name, parts)));
  expect([name, status, body.detail]).toEqual([name, 201, undefined]);
}

/** The sample policies, but projects may be called anything. */
async function policiesWithAnyProject(): Promise<string> {
  const folder = join(home, 'policies');
  await cp('policies', folder, { recursive: true });
  const file = join(folder, 'cost-tags.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace("'[a-z][a-z0-9-]{2,30}'", "'.*'"));
  return folder;
}

beforeAll(async () => {
  home = await freshHome();
  stack = await startTestStack(home, ['--policies', await policiesWithAnyProject()]);
  const { dynamodbUrl: endpoint, region } = stack.facts;
  table = new DynamoDBClient({ endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  await admit(ADA, 'plain');
  await admit(ADA, 'spot', on('ml.g5.xlarge', 1, SPOT));
  await admit(BEN, 'processors', on('ml.m5.xlarge', 3));
  const tagged = (await compliant('')).Tags as { Key: string; Value: string }[];
  const Tags = tagged.map((tag) => (tag.Key === 'Project' ? { ...tag, Value: '=1+1' } : tag));
  await admit(BEN, 'formula', { Tags });
  // A whole life of every job there is.
  await stack.control('/clock', { advanceSeconds: 2_400 });
  await stack.control('/reconcile');
  await admit(ADA, 'living');
  const rows = await quotasOf(ADA);
  month = rows.find(({ window }) => /^\d{4}-\d\d$/.test(window))?.window ?? '';
});
afterAll(async () => {
  table.destroy();
  await stack.stop();
  await removeHome(home);
});

interface QuotaRow {
  readonly scope: string;
  readonly dimension: string;
  readonly window: string;
  readonly used: number;
  readonly settled: number;
}

const quotasOf = async (person: string): Promise<readonly QuotaRow[]> =>
  (await call(person, get('/v1/quotas'))).body.quotas;

/** The command as a user types it. */
const ledger = (...args: string[]) => traingateHere(['ledger', ...args], { TRAINGATE_HOME: home });

/** The rows of a CSV by their columns; no cell here has a comma. */
function rowsOf(text: string): readonly Readonly<Record<string, string>>[] {
  const [heading = '', ...lines] = text.trimEnd().split('\r\n');
  const columns = heading.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [columns[i], cell])));
}

/** USD in millionths, by the digits. */
const micros = (usd = ''): bigint => BigInt(usd.replace('.', ''));

const used = (attribute: string, by: number, scope = 'team:vision', window = 'current') =>
  table.send(
    new UpdateItemCommand({
      TableName: stack.facts.tableName,
      Key: { pk: { S: `LEDGER#${scope}` }, sk: { S: window } },
      UpdateExpression: 'ADD #n :n',
      ExpressionAttributeNames: { '#n': attribute },
      ExpressionAttributeValues: { ':n': { N: String(by) } },
    }),
  );

describe('traingate ledger export', () => {
  it('adds up to what GET /v1/quotas says, scope by scope', async () => {
    const { code, out, err } = await ledger('export', '--month', month);
    expect([code, err]).toEqual([0, expect.stringMatching(`^total of ${month}: 5 jobs, settledUsd \\d+\\.\\d{6}, `)]);
    const rows = rowsOf(out);
    expect(rows).toHaveLength(3);
    const sumOf = (column: string, of: (row: (typeof rows)[number]) => boolean) =>
      rows.filter(of).reduce((sum, row) => sum + micros(row[column]), 0n);
    const ofScope: Readonly<Record<string, (row: (typeof rows)[number]) => boolean>> = {
      org: () => true,
      'department:research': ({ department }) => department === 'research',
      'team:vision': ({ team }) => team === 'vision',
      [`person:${ADA}`]: ({ person }) => person === ADA,
      [`person:${BEN}`]: ({ person }) => person === BEN,
    };
    const quotas = [...(await quotasOf(ADA)), ...(await quotasOf(BEN))];
    const monthly = quotas.filter(({ dimension, window }) => dimension === 'usdMicros' && window === month);
    expect(new Set(monthly.map(({ scope }) => scope))).toEqual(new Set(Object.keys(ofScope)));
    for (const { scope, used, settled } of monthly) {
      const isOf = ofScope[scope] ?? (() => false);
      const sums = [sumOf('settledUsd', isOf), sumOf('reservedUsd', isOf)];
      expect([scope, ...sums]).toEqual([scope, BigInt(settled), BigInt(used - settled)]);
    }
    expect(sumOf('settledUsd', () => true)).toBeGreaterThan(0n);
    expect(sumOf('reservedUsd', ({ person }) => person === ADA)).toBeGreaterThan(0n);
    expect(sumOf('spotSavedUsd', () => true)).toBeGreaterThan(0n);
  });

  it('guards what spreadsheets would run, in CSV alone', async () => {
    const csv = await ledger('export', '--month', month, '--by', 'tag:Project');
    expect(rowsOf(csv.out).map((row) => [row['tag:Project'], row.jobs])).toEqual([
      ["'=1+1", '1'],
      ['shelf-detection', '4'],
    ]);
    const { out, err } = await ledger('export', '--month', month, '--by', 'tag:Project', '--format', 'json');
    expect(err).toBe('');
    const { rows, totals, ledger: compared } = JSON.parse(out);
    expect(rows).toMatchObject([{ 'tag:Project': '=1+1' }, { 'tag:Project': 'shelf-detection' }]);
    expect([totals.jobs, compared]).toEqual([5, { agrees: true, drift: [], unsettled: [], shared: [] }]);
  });

  it('writes a file, a row for each job', async () => {
    const file = join(home, 'jobs.csv');
    const { code, out } = await ledger('export', '--month', month, '--by', 'job', '--out', file);
    expect([code, out]).toEqual([0, `5 rows are in ${file}\n`]);
    const names = rowsOf(await readFile(file, 'utf8')).map(({ job }) => job);
    expect(names.sort()).toEqual(['formula', 'living', 'plain', 'processors', 'spot']);
  });

  it('of another month has no row', async () => {
    const { code, out, err } = await ledger('export', '--month', '2020-02');
    expect([code, rowsOf(out), err]).toEqual([0, [], expect.stringContaining('no job counts in 2020-02')]);
  });

  it('says where the ledger differs, and writes the rows all the same', async () => {
    await used('settled:usdMicros', 5_000_000, `person:${BEN}`, month);
    const { code, out, err } = await ledger('export', '--month', month);
    expect([code, rowsOf(out).length]).toEqual([1, 3]);
    expect(err).toMatch(/person:ben@example\.com +\d{4}-\d\d +usdMicros .* settled \+\$5\.00/);
    expect(err).toContain('it has drifted: `traingate ledger verify` says more');
    await used('settled:usdMicros', -5_000_000, `person:${BEN}`, month);
  });
});

describe('traingate ledger verify', () => {
  it('finds none where the gateway wrote', async () => {
    expect(await ledger('verify')).toEqual({
      code: 0,
      out: 'none: 5 records come to what the ledger says\n',
      err: '',
    });
  });

  it('finds what was damaged, repairs it, and finds none after', async () => {
    await used('used:gpus', 3);
    const { tableName: TableName } = stack.facts;
    const Key = { pk: { S: `LEDGER#person:${BEN}` }, sk: { S: month } };
    await table.send(new DeleteItemCommand({ TableName, Key }));
    const found = await ledger('verify');
    expect([found.code, found.err]).toEqual([1, '']);
    expect(found.out).toMatch(/^person:ben@example\.com +\d{4}-\d\d +usdMicros +\$0\.00 .*used -\$.*, settled -\$/m);
    expect(found.out).toMatch(/^team:vision +current +gpus +4 `gpus` .* used \+3 `gpus`$/m);
    const json = JSON.parse((await ledger('verify', '--json')).out);
    expect(json).toMatchObject({ table: TableName, records: 5, unsettled: [], repair: null });
    expect(json.drift).toContainEqual({
      ...{ scope: 'team:vision', window: 'current', dimension: 'gpus' },
      ...{ ledger: { used: 4, settled: 0 }, records: { used: 1, settled: 0 }, difference: { used: 3, settled: 0 } },
    });
    const repaired = await ledger('verify', '--repair', '--reason', 'a test', '--by', 'petra');
    expect([repaired.code, repaired.err]).toEqual([0, '']);
    expect(repaired.out).toContain(`${json.drift.length} balances repaired by petra: a test\n`);
    expect(repaired.out).toMatch(/verified again: none: 5 records come to what the ledger says\n$/);
    const again = JSON.parse((await ledger('verify', '--repair', '--reason', 'a test', '--json')).out);
    expect(again).toMatchObject({ drift: [], repair: { repaired: [], lost: [], drift: [] } });
    expect(again.repair.by).toMatch(/^.+@.+$/);
    const { code } = await ledger('export', '--month', month);
    expect(code).toBe(0);
  });
});

describe('a mistake', () => {
  it.each<[string, string[], string, string]>([
    ['a month that is none', ['export', '--month', '2026-13'], '', '--month is `2026-13`: give a calendar month'],
    ['a month in words', ['export', '--month', 'November'], '', '--month is `November`'],
    ['no month', ['export'], '', "required option '--month <month>' not specified"],
    ['a column that is none', ['export', '--month', '2026-11', '--by', 'colour'], '', '--by is `colour`'],
    ['a format that is none', ['export', '--month', '2026-11', '--format', 'xls'], '', 'Allowed choices are csv, json'],
    ['no table', ['verify'], 'nowhere', 'there is no table: give --table NAME'],
    ['no table', ['export', '--month', '2026-11'], 'nowhere', 'there is no table: give --table NAME'],
    ['a repair without a reason', ['verify', '--repair'], '', 'say why with --reason TEXT'],
    ['a repair with an empty reason', ['verify', '--repair', '--reason', ' '], '', 'say why with --reason TEXT'],
    ['a reason without a repair', ['verify', '--reason', 'x'], '', 'give them with --repair'],
  ])('%s is told in a sentence', async (_name, args, folder, words) => {
    const done = await traingateHere(['ledger', ...args], { TRAINGATE_HOME: join(home, folder) });
    expect(done).toEqual({ code: 2, out: '', err: expect.stringContaining(words) });
    expect(done.err).not.toMatch(/ {4}at /);
  });

  it('a table that is not there is told in a sentence', async () => {
    const env = {
      ...{ AWS_ENDPOINT_URL_DYNAMODB: stack.facts.dynamodbUrl, AWS_REGION: stack.facts.region },
      ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    };
    const done = await traingateHere(['ledger', 'verify', '--table', 'traingate-prd'], env);
    expect(done).toMatchObject({ code: 1, out: '' });
    expect(done.err).toMatch(/^the table `traingate-prd` could not be read: .+\n$/);
  });

  it.each(['verify', 'export'])('%s is explained', async (name) => {
    const { code, out } = await ledger(name, '--help');
    expect([code, out]).toEqual([0, expect.stringContaining('Examples:')]);
  });
});
