import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { checkImports } from '../../scripts/check-imports.ts';
import { CODE_RULES, FILE_RULES, PACKAGE_RULES } from '../../scripts/import-rules.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const trees: string[] = [];
afterEach(async () => {
  await Promise.all(trees.splice(0).map((tree) => rm(tree, { recursive: true })));
});

async function plant(files: Readonly<Record<string, string>>): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), 'imports-'));
  trees.push(tree);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await writeFile(join(tree, file), text);
  }
  return tree;
}

/** `line rule` of each violation in a tree of one file. */
async function breaches(file: string, text: string): Promise<readonly string[]> {
  const violations = await checkImports(await plant({ [file]: text }));
  return violations.map(({ line, rule }) => `${line} ${rule}`);
}

const from = (specifier: string) => `import { x } from '${specifier}';\n`;

/** What, where, and the rule that it breaks. */
type Breach = readonly [name: string, file: string, what: string, rule: string];

const FILE_BREACHES: readonly Breach[] = [
  ['shared sees a room', 'gateway/shared/a.ts', '../quota/b.ts', 'shared-imports-nothing'],
  ['shared sees a handler', 'gateway/shared/a.ts', '../../handlers/b.ts', 'shared-imports-nothing'],
  ['a room sees another room', 'gateway/quota/a.ts', '../identity/b.ts', 'room-sees-itself-and-shared'],
  ['a room sees a flow', 'gateway/actions/x/a.ts', '../../flows/b.ts', 'room-sees-itself-and-shared'],
  ['a room sees a port', 'gateway/quota/a.ts', '../flows/ports.ts', 'room-sees-itself-and-shared'],
  ['a room sees an adapter', 'gateway/audit/a.ts', '../adapters/http/b.ts', 'room-sees-itself-and-shared'],
  ['a room sees a handler', 'gateway/audit/a.ts', '../../handlers/config.ts', 'room-sees-itself-and-shared'],
  ['a room sees the embedded stack', 'gateway/audit/a.ts', '../../local/stack.ts', 'room-sees-itself-and-shared'],
  ['a room sees the command', 'gateway/quota/a.ts', '../../cli/b.ts', 'room-sees-itself-and-shared'],
  ['a room sees the benchmarks', 'gateway/identity/a.ts', '../../bench/b.ts', 'room-sees-itself-and-shared'],
  ['a room sees a script', 'gateway/actions/a.ts', '../../scripts/b.ts', 'room-sees-itself-and-shared'],
  ['a room sees a test', 'gateway/approvals/a.ts', '../../test/support/b.ts', 'room-sees-itself-and-shared'],
  ['an unknown room sees a room', 'gateway/new/a.ts', '../quota/b.ts', 'room-sees-itself-and-shared'],
  ['identity sees the organisation', 'gateway/identity/a.ts', '../bundle/b.ts', 'room-sees-itself-and-shared'],
  ['the evaluator sees quota', 'gateway/rules/evaluate.ts', '../quota/b.ts', 'room-sees-itself-and-shared'],
  ['a rule sees another rule', 'gateway/rules/kms/rule.ts', '../vpc/rule.ts', 'rule-sees-the-rule-contract'],
  ['a rule sees the list of rules', 'gateway/rules/kms/rule.ts', '../index.ts', 'rule-sees-the-rule-contract'],
  ['a rule sees the evaluator', 'gateway/rules/kms/rule.ts', '../evaluate.ts', 'rule-sees-the-rule-contract'],
  ['a rule sees a room', 'gateway/rules/kms/rule.ts', '../../actions/b.ts', 'rule-sees-the-rule-contract'],
  [
    'bundle sees the inside of a rule',
    'gateway/bundle/a.ts',
    '../rules/kms/params.ts',
    'bundle-compiles-rules-and-quota',
  ],
  ['bundle sees identity', 'gateway/bundle/a.ts', '../identity/b.ts', 'bundle-compiles-rules-and-quota'],
  ['bundle sees an adapter', 'gateway/bundle/a.ts', '../adapters/system/b.ts', 'bundle-compiles-rules-and-quota'],
  ['a flow sees an adapter', 'gateway/flows/a.ts', '../adapters/dynamodb/b.ts', 'flows-see-rooms-not-adapters'],
  ['a flow sees a handler', 'gateway/flows/a.ts', '../../handlers/b.ts', 'flows-see-rooms-not-adapters'],
  ['a flow sees the embedded stack', 'gateway/flows/a.ts', '../../local/b.ts', 'flows-see-rooms-not-adapters'],
  ['an adapter sees another adapter', 'gateway/adapters/http/a.ts', '../dynamodb/b.ts', 'adapters-see-ports'],
  ['an adapter sees a flow', 'gateway/adapters/http/a.ts', '../../flows/admit.ts', 'adapters-see-ports'],
  ['an adapter sees a room', 'gateway/adapters/http/a.ts', '../../quota/b.ts', 'adapters-see-ports'],
  ['an adapter sees a handler', 'gateway/adapters/http/a.ts', '../../../handlers/b.ts', 'adapters-see-ports'],
  ['a handler makes a store', 'handlers/a.ts', '../gateway/adapters/dynamodb/job-store.ts', 'compose-wires'],
  ['a handler makes a client', 'handlers/a.ts', '../gateway/adapters/sagemaker/client.ts', 'compose-wires'],
  ['a handler speaks to Slack', 'handlers/a.ts', '../gateway/adapters/slack/a.ts', 'compose-wires'],
  ['compose sees the embedded stack', 'handlers/compose.ts', '../local/stack.ts', 'compose-wires'],
  ['a handler sees a test', 'handlers/a.ts', '../test/support/b.ts', 'compose-wires'],
  ['SageMaker sees the gateway', 'local/sagemaker/a.ts', '../../gateway/b.ts', 'embedded-services-know-no-gateway'],
  ['DynamoDB sees a handler', 'local/dynamodb/a.ts', '../../handlers/b.ts', 'embedded-services-know-no-gateway'],
];

const PACKAGE_BREACHES: readonly Breach[] = [
  ['a builtin that is not node:crypto in shared', 'gateway/shared/a.ts', 'node:fs', 'shared-imports-nothing'],
  ['a package in shared', 'gateway/shared/a.ts', 'leven', 'shared-imports-nothing'],
  ['the AWS SDK in a flow', 'gateway/flows/a.ts', '@aws-sdk/client-dynamodb', 'sdks-in-adapters'],
  ['the AWS SDK in a handler', 'handlers/a.ts', '@aws-sdk/client-sagemaker', 'sdks-in-adapters'],
  ['the Slack SDK in a room', 'gateway/approvals/a.ts', '@slack/web-api', 'sdks-in-adapters'],
  ['middy in an adapter', 'gateway/adapters/http/a.ts', '@middy/core', 'lambda-in-handlers'],
  ['Lambda types in a flow', 'gateway/flows/a.ts', 'aws-lambda', 'lambda-in-handlers'],
  ['yaml in rules', 'gateway/rules/a.ts', 'yaml', 'parsers-in-bundle'],
  ['ajv in a flow', 'gateway/flows/a.ts', 'ajv/dist/2020.js', 'parsers-in-bundle'],
  ['ajv in a handler', 'handlers/a.ts', 'ajv', 'parsers-in-bundle'],
  ['process in a handler', 'handlers/a.ts', 'node:process', 'environment-in-config'],
  ['process by its old name', 'gateway/adapters/system/a.ts', 'process', 'environment-in-config'],
];

const CODE_BREACHES: readonly Breach[] = [
  ['the environment in a flow', 'gateway/flows/a.ts', 'const a = process.env.X;', 'environment-in-config'],
  ['the environment in a handler', 'handlers/a.ts', 'const a = process.env;', 'environment-in-config'],
  ['the environment taken out of process', 'handlers/a.ts', 'const { env } = process;', 'environment-in-config'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is the source of a template
  ['in the part of a template', 'gateway/flows/a.ts', 'const a = `{${process.env.X}}`;', 'environment-in-config'],
  ['Date.now', 'gateway/flows/a.ts', 'const a = Date.now();', 'time-and-chance-from-ports'],
  ['new Date()', 'gateway/quota/a.ts', 'const a = new Date();', 'time-and-chance-from-ports'],
  ['new Date', 'gateway/quota/a.ts', 'const a = new Date;', 'time-and-chance-from-ports'],
  ['performance.now', 'handlers/a.ts', 'const a = performance.now();', 'time-and-chance-from-ports'],
  ['Math.random', 'gateway/adapters/http/a.ts', 'const a = Math.random();', 'time-and-chance-from-ports'],
  ['randomUUID', 'gateway/flows/a.ts', 'const a = crypto.randomUUID();', 'time-and-chance-from-ports'],
  ['randomBytes', 'gateway/shared/a.ts', 'const a = randomBytes(8);', 'time-and-chance-from-ports'],
  ['randomInt', 'gateway/identity/a.ts', 'const a = randomInt(8);', 'time-and-chance-from-ports'],
  ['getRandomValues', 'handlers/a.ts', 'crypto.getRandomValues(a);', 'time-and-chance-from-ports'],
];

describe('imports that break a rule', () => {
  it.each([...FILE_BREACHES, ...PACKAGE_BREACHES])('%s', async (_name, file, specifier, rule) => {
    expect(await breaches(file, `\n${from(specifier)}`)).toEqual([`2 ${rule}`]);
  });
});

describe('code that breaks a rule', () => {
  it.each(CODE_BREACHES)('%s', async (_name, file, text, rule) => {
    expect(await breaches(file, `// first\n${text}\n`)).toEqual([`2 ${rule}`]);
  });
});

describe('each rule is broken above', () => {
  it.each([
    ['on files', FILE_RULES, FILE_BREACHES],
    ['on packages', PACKAGE_RULES, PACKAGE_BREACHES],
    ['on code', CODE_RULES, CODE_BREACHES],
  ] as const)('%s', (_name, rules, planted) => {
    const broken = [...new Set(planted.map(([, , , rule]) => rule))];
    expect(broken.sort()).toEqual([...new Set(rules.map(({ name }) => name))].sort());
  });

  it('by imports of its own kind, for two kinds have rules of one name', () => {
    const isRelative = ([, , what]: Breach) => what.startsWith('.');
    expect([FILE_BREACHES.every(isRelative), PACKAGE_BREACHES.some(isRelative)]).toEqual([true, false]);
  });

  it('and no two rules of a kind have one name', () => {
    for (const rules of [FILE_RULES, PACKAGE_RULES, CODE_RULES]) {
      expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
    }
  });
});

describe('ways to import', () => {
  it.each([
    ['types alone', "import type { X } from '../quota/b.ts';"],
    ['a side effect', "import '../quota/b.ts';"],
    ['at run time', "const b = await import('../quota/b.ts');"],
    ['as a type', "type B = import('../quota/b.ts').B;"],
    ['a re-export', "export { x } from '../quota/b.ts';"],
    ['a re-export of types', 'export type { X } from "../quota/b.ts";'],
    ['over lines', "import {\n  x,\n} from '../quota/b.ts';"],
    ['after other code', "const a = 1; import { x } from '../quota/b.ts';"],
    ['after a text that looks like a comment', "const a = '/*'; import { x } from '../quota/b.ts';"],
    ['after a regular expression with a quote', "const a = /['\"`]/; import { x } from '../quota/b.ts';"],
  ])('%s is seen', async (_name, text) => {
    const violations = await checkImports(await plant({ 'gateway/audit/a.ts': text }));
    expect(violations.map(({ rule }) => rule)).toEqual(['room-sees-itself-and-shared']);
  });
});

describe('what is allowed', () => {
  it.each([
    ['shared itself and node:crypto', 'gateway/shared/a.ts', from('./b.ts') + from('node:crypto')],
    ['a room itself and shared', 'gateway/quota/dimensions/a.ts', from('../b.ts') + from('../../shared/c.ts')],
    [
      'a rule its contract',
      'gateway/rules/kms/rule.ts',
      from('../rule.ts') + from('../whole-match.ts') + from('../../shared/c.ts') + from('./d.ts'),
    ],
    [
      'bundle the rules, quota and parsers',
      'gateway/bundle/a.ts',
      from('../rules/index.ts') + from('../quota/b.ts') + from('yaml') + from('ajv'),
    ],
    ['flows the rooms', 'gateway/flows/a.ts', from('../actions/b.ts') + from('../quota/c.ts') + from('./d.ts')],
    [
      'adapters the ports and SDKs',
      'gateway/adapters/x/a.ts',
      from('../../flows/ports.ts') + from('@aws-sdk/client-dynamodb'),
    ],
    ['adapters the types of a port', 'gateway/adapters/x/a.ts', "import type { X } from '../../audit/entry.ts';"],
    [
      'handlers everything that wires',
      'handlers/compose.ts',
      from('../gateway/adapters/dynamodb/a.ts') + from('@middy/core'),
    ],
    [
      'a handler what compose gives, flows and encodings',
      'handlers/a.ts',
      from('./compose.ts') + from('../gateway/flows/a.ts') + from('../gateway/adapters/http/a.ts'),
    ],
    ['config the environment', 'handlers/config.ts', 'export const a = process.env.A;'],
    ['adapters/system time and chance', 'gateway/adapters/system/a.ts', 'Date.now(); Math.random();'],
    ['a date of a time', 'gateway/audit/a.ts', "new Date(at); new Date('2026-11-23');"],
    ['embedded services themselves', 'local/sagemaker/a.ts', from('./b.ts') + from('../front/c.ts')],
    [
      'talk of it in comments and texts',
      'gateway/audit/a.ts',
      "// Date.now, process.env\n/** import '../quota/b.ts' */\nconst a = 'process.env', b = `Math.random`;\n",
    ],
  ])('%s', async (_name, file, text) => {
    expect(await breaches(file, text)).toEqual([]);
  });
});

describe('circles', () => {
  it('names the files of a circle, types included', async () => {
    const tree = await plant({
      'gateway/quota/a.ts': from('./b.ts'),
      'gateway/quota/b.ts': `\nimport type { C } from './c.ts';\n`,
      'gateway/quota/c.ts': from('./a.ts'),
    });
    expect(await checkImports(tree)).toEqual([
      {
        file: 'gateway/quota/c.ts',
        line: 1,
        rule: 'no-cycles',
        message: expect.stringContaining(
          '`gateway/quota/a.ts` imports `gateway/quota/b.ts` imports `gateway/quota/c.ts` imports',
        ),
      },
    ]);
  });

  it('a file that imports itself is one', async () => {
    expect(await breaches('gateway/quota/a.ts', from('./a.ts'))).toEqual(['1 no-cycles']);
  });

  it('two ways to one file are none', async () => {
    const tree = await plant({
      'gateway/quota/a.ts': from('./b.ts') + from('./c.ts'),
      'gateway/quota/b.ts': from('./d.ts'),
      'gateway/quota/c.ts': from('./d.ts'),
      'gateway/quota/d.ts': '',
    });
    expect(await checkImports(tree)).toEqual([]);
  });
});

it('the project keeps its rules', async () => {
  expect(await checkImports(ROOT)).toEqual([]);
});
