/**
 * npm run compare:dynamodb-suite
 *
 * Runs the conformance suite of test/support/dynamodb-suite.ts on moto's DynamoDB. It must fail those tests that are
 * listed here, and no other; exit code 1 where it does not.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What moto does not do, with the page of docs.aws.amazon.com (2026) that says so. */
interface Gap {
  readonly reason: string;
  readonly tests: readonly string[];
  /** It depends on chance whether the tests fail. */
  readonly sometimes?: true;
}

const GAPS: readonly Gap[] = [
  {
    reason: 'API reference, TransactWriteItems: a ClientRequestToken makes the call idempotent; moto does not keep it',
    tests: [
      'ClientRequestToken makes a repeat do nothing, with the first answer',
      'ClientRequestToken refuses another request under the same token',
    ],
  },
  {
    reason: 'API reference, TransactGetItems: 1 to 100 items, on distinct ones, each with its projection',
    tests: [
      'TransactGetItems gets items in order, projected, and nothing for what is absent',
      'TransactGetItems refuses no items with ValidationException',
      'TransactGetItems refuses one item twice with ValidationException',
    ],
  },
  {
    reason: 'API reference, cancellation reasons: an item that is not valid is Code ValidationError of the transaction',
    tests: [
      'TransactGetItems refuses a key that does not fit the table with TransactionCanceledException',
      'TransactWriteItems cancels with ValidationError on a key that does not fit the table',
      'TransactWriteItems cancels with ValidationError on arithmetic on text',
    ],
  },
  {
    reason:
      'API reference, TransactWriteItem, ConditionCheck: members that are required; 1 item at least, 4 MB at most',
    tests: [
      'TransactWriteItems refuses a check without condition with ValidationException',
      'TransactWriteItems refuses an action without kind with ValidationException',
      'TransactWriteItems refuses items over 4 MB with ValidationException',
      'TransactWriteItems refuses no items with ValidationException',
    ],
  },
  {
    reason: 'API reference, PutItem: ReturnValuesOnConditionCheckFailure is ALL_OLD or NONE',
    tests: ['single writes refuses a value of ReturnValuesOnConditionCheckFailure that is none'],
  },
  {
    reason:
      'developer guide, transactions: serializable isolation; moto answers each request in a thread, without locks',
    tests: [
      'ClientRequestToken makes requests at the same moment do one thing',
      'TransactGetItems never sees half a transaction',
      'many at once 200 transactions on one counter stay under its limit, and it counts the successes',
      'many at once so do transactions and single updates mixed',
      'many at once transactions over the same items of two tables, in any order, all end',
    ],
    sometimes: true,
  },
];

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
const SUITE = '<rootDir>/test/compare/dynamodb/suite.moto.ts';

async function runSuite(): Promise<ReadonlyMap<string, boolean>> {
  const directory = await mkdtemp(join(tmpdir(), 'traingate-suite-'));
  const file = join(directory, 'report.json');
  const args = [...JEST, '--testMatch', SUITE, '--json', '--outputFile', file];
  await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit');
  const { testResults }: Report = JSON.parse(await readFile(file, 'utf8'));
  await rm(directory, { recursive: true });
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  return new Map(results.map(({ fullName, status }) => [fullName.replace(/^moto /, ''), status === 'passed']));
}

const passed = await runSuite();
const listed = new Map(GAPS.flatMap(({ tests, sometimes = false }) => tests.map((test) => [test, sometimes] as const)));
const complaints = [
  ...[...passed].filter(([test, ok]) => !ok && !listed.has(test)).map(([test]) => `fails, not listed: ${test}`),
  ...[...listed]
    .filter(([test, sometimes]) => passed.get(test) !== false && !sometimes)
    .map(([test]) => `listed, does not fail: ${test}`),
  ...[...listed.keys()].filter((test) => !passed.has(test)).map((test) => `listed, not there: ${test}`),
];
if (passed.size === 0) complaints.push('no test has run');
for (const complaint of complaints) console.error(complaint);
console.log(
  `${passed.size} tests, ${[...passed.values()].filter((ok) => !ok).length} fail with moto, ${listed.size} are listed`,
);
process.exitCode = complaints.length > 0 ? 1 : 0;
