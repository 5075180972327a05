import type { Import } from './source-text.ts';

/** An import with what it points to. */
export interface ResolvedImport extends Import {
  /** The imported file from the root, or the package with its path. */
  readonly target: string;
  readonly relative: boolean;
}

/** Where the gateway says what it needs of the outside. */
const PORTS = ['gateway/flows/ports.ts', 'gateway/bundle/source.ts', 'gateway/bundle/open.ts'];

/** Whether a path is one of the files, or under one of the folders (ending in `/`). */
const within = (...places: readonly string[]) => {
  const folders = places.filter((place) => place.endsWith('/'));
  return (path: string) => places.includes(path) || folders.some((folder) => path.startsWith(folder));
};

/** A rule on which files of the project a file may import. The first rule that is about a file decides. */
export interface FileRule {
  readonly name: string;
  readonly about: (file: string) => boolean;
  readonly allows: (found: ResolvedImport, file: string) => boolean;
  readonly allowed: string;
}

/** `gateway/quota/dimensions/gpus.ts` is in the room `gateway/quota/`, in the folder `gateway/quota/dimensions/`. */
const folderOf = (file: string, depth: number): string => `${file.split('/').slice(0, depth).join('/')}/`;

/** What every rule may use of its room; whole-match.ts is not in shared, because it needs a package. */
const RULE_CONTRACT = ['gateway/rules/rule.ts', 'gateway/rules/whole-match.ts'];

/** Types of CEL, which are wanted wherever files are compiled and nowhere else. */
const EXPRESSION_CHECKER = 'gateway/rules/expression/checker.ts';

/** What holds a client of a service outside. */
const WIRED = [
  ...['gateway/adapters/dynamodb/', 'gateway/adapters/slack/'],
  ...['gateway/adapters/sagemaker/client.ts', 'gateway/adapters/sagemaker/training-service.ts'],
];

/** What of it only reads what a service sends, or writes what it is answered. */
const WORDING = [
  'gateway/adapters/dynamodb/stream.ts',
  ...['gateway/adapters/slack/interaction.ts', 'gateway/adapters/slack/answer.ts'],
];

/** The layout of the project as code. What the rest of local, and cli, scripts, test and bench import is not limited. */
export const FILE_RULES: readonly FileRule[] = [
  {
    name: 'shared-imports-nothing',
    about: within('gateway/shared/'),
    allows: ({ target }) => within('gateway/shared/')(target),
    allowed: 'shared is the words of every room: it imports only itself and node:crypto',
  },
  {
    name: 'rule-sees-the-rule-contract',
    about: (file) => /^gateway\/rules\/[^/]+\//.test(file),
    allows: ({ target }, file) => within(folderOf(file, 3), ...RULE_CONTRACT, 'gateway/shared/')(target),
    allowed:
      'a rule judges a workload and nothing else: its own folder, rules/rule.ts, rules/whole-match.ts and shared',
  },
  {
    name: 'bundle-compiles-rules-and-quota',
    about: within('gateway/bundle/'),
    allows: ({ target }) =>
      within('gateway/bundle/', 'gateway/quota/', 'gateway/shared/', EXPRESSION_CHECKER)(target) ||
      /^gateway\/rules\/[^/]+$/.test(target),
    allowed: 'bundle compiles what rules and quota define: itself, quota, shared, and of rules what all have in common',
  },
  {
    name: 'flows-see-rooms-not-adapters',
    about: within('gateway/flows/'),
    allows: ({ target }) => within('gateway/')(target) && !within('gateway/adapters/')(target),
    allowed: 'flows are the order of things and reach the outside through flows/ports.ts: any room, never adapters',
  },
  {
    name: 'adapters-see-ports',
    about: within('gateway/adapters/'),
    allows: ({ target, typeOnly }, file) =>
      within(folderOf(file, 3), 'gateway/shared/', ...PORTS)(target) ||
      (typeOnly && within('gateway/')(target) && !within('gateway/adapters/')(target)),
    allowed: 'an adapter serves a port: its own folder, shared, the ports, and types that the ports speak of',
  },
  {
    name: 'room-sees-itself-and-shared',
    about: within('gateway/'),
    allows: ({ target }, file) => within(folderOf(file, 2), 'gateway/shared/')(target),
    allowed: 'a room answers one question: itself and shared',
  },
  {
    name: 'compose-wires',
    about: within('handlers/'),
    allows: ({ target }, file) =>
      within('handlers/', 'gateway/')(target) &&
      (file === 'handlers/compose.ts' || !within(...WIRED)(target) || within(...WORDING)(target)),
    allowed:
      'compose.ts alone makes what reaches DynamoDB, SageMaker and Slack; nothing but handlers and gateway is deployed',
  },
  {
    name: 'embedded-services-know-no-gateway',
    about: within('local/sagemaker/', 'local/dynamodb/', 'local/slack/'),
    allows: ({ target }) => !within('gateway/', 'handlers/')(target),
    allowed:
      'an embedded service that shares code with the gateway shares its mistakes: nothing of gateway or handlers',
  },
];

/** A rule on where something from outside the project may be used. */
export interface PlaceRule {
  readonly name: string;
  readonly is: RegExp;
  readonly in: (file: string) => boolean;
  readonly allowed: string;
}

const mayReadEnvironment = (file: string): boolean =>
  !within('gateway/', 'handlers/')(file) || file === 'handlers/config.ts';

/** `is` is matched against the specifier of an import that is not relative. */
export const PACKAGE_RULES: readonly PlaceRule[] = [
  {
    name: 'shared-imports-nothing',
    is: /^(?!node:crypto$)/,
    in: (file) => !within('gateway/shared/')(file),
    allowed: 'shared is the words of every room: it imports only itself and node:crypto',
  },
  {
    name: 'sdks-in-adapters',
    is: /^@(?:aws-sdk|slack)\//,
    in: within('gateway/adapters/', 'local/', 'cli/', 'scripts/', 'test/', 'bench/'),
    allowed: 'AWS and Slack are spoken to by gateway/adapters only (and by local, cli, scripts, test and bench)',
  },
  {
    name: 'lambda-in-handlers',
    is: /^(?:@middy\/|aws-lambda$)/,
    in: within('handlers/', 'local/', 'test/', 'bench/'),
    allowed: 'how Lambda calls us is known to handlers only (and to local, test and bench, which call them)',
  },
  {
    name: 'parsers-in-bundle',
    is: /^(?:yaml|ajv)(?:\/|$)/,
    in: (file) =>
      !within('gateway/', 'handlers/')(file) ||
      within('gateway/bundle/', 'gateway/actions/create-training-job/validator.generated.js')(file),
    allowed: 'yaml and ajv read the policy files: gateway/bundle and the generated validator only',
  },
  {
    name: 'environment-in-config',
    is: /^(?:node:)?process$/,
    in: mayReadEnvironment,
    allowed: 'handlers/config.ts alone reads the environment; pass values on as arguments',
  },
];

/** `is` is matched against the code, without comments and texts. */
export const CODE_RULES: readonly PlaceRule[] = [
  {
    name: 'environment-in-config',
    is: /\bprocess\s*\.\s*env\b|\}\s*=\s*process\b/g,
    in: mayReadEnvironment,
    allowed: 'handlers/config.ts alone reads the environment; pass values on as arguments',
  },
  {
    name: 'time-and-chance-from-ports',
    is: /\bDate\s*\.\s*now\b|\bnew\s+Date\b(?!\s*\(\s*[^\s)])|\bperformance\s*\.\s*now\b|\bMath\s*\.\s*random\b|\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b/g,
    in: (file) => !within('gateway/', 'handlers/')(file) || within('gateway/adapters/system/')(file),
    allowed: 'gateway/adapters/system alone has a clock and chance; use the ports Clock and Ids',
  },
];
