import { parse } from 'yaml';
import { PARSE_OPTIONS } from './api-gateway/routes.ts';

/** An item in DynamoDB's JSON. */
type Item = Readonly<Record<string, unknown>>;

interface StreamRecord {
  readonly eventName: 'MODIFY';
  readonly dynamodb: { readonly Keys: Item; readonly NewImage: Item };
}

export interface TableStream {
  /** Takes what was written; what no function wants is passed over. */
  push(items: readonly Item[]): void;
  /** Ends when what was taken was handed over. */
  close(): Promise<void>;
}

/**
 * What DynamoDB Streams and Lambda's event source mapping do for a function: its records, filtered by its patterns in
 * serverless.yml, in their order, a batch at a time. A batch that fails is logged and not tried again. Whether an item was new is
 * not known here, so every write is a MODIFY.
 */
export function tableStream(
  serverlessYaml: string,
  functionName: string,
  invoke: (event: { readonly Records: readonly StreamRecord[] }) => Promise<unknown>,
): TableStream {
  const { filterPatterns, batchSize } = streamOf(serverlessYaml, functionName);
  const waiting: StreamRecord[] = [];
  let running: Promise<void> | null = null;
  const run = async () => {
    // Whoever wrote has its answer first, as in the cloud.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      await invoke({ Records: waiting.splice(0, batchSize) }).catch((error: unknown) => {
        console.error(`function \`${functionName}\` failed on the table's stream:`, error);
      });
    }
    running = null;
  };
  return {
    push(items) {
      const records = items.map(recordOf).filter((record) => filterPatterns.some((each) => matches(each, record)));
      if (records.length === 0) return;
      waiting.push(...records);
      running ??= run();
    },
    close: async () => {
      await running;
    },
  };
}

const recordOf = (item: Item): StreamRecord => ({
  eventName: 'MODIFY',
  dynamodb: { Keys: { pk: item.pk, sk: item.sk }, NewImage: item },
});

interface Stream {
  readonly batchSize: number;
  readonly filterPatterns: readonly unknown[];
}

function streamOf(serverlessYaml: string, functionName: string): Stream {
  // The shape is osls's to check (`configValidationMode: error`).
  const { functions } = parse(serverlessYaml, PARSE_OPTIONS) as {
    readonly functions: Readonly<Record<string, { readonly events?: readonly { readonly stream?: Stream }[] }>>;
  };
  const stream = functions[functionName]?.events?.find((event) => event.stream !== undefined)?.stream;
  if (!stream) throw new Error(`function \`${functionName}\` has no stream in serverless.yml`);
  return stream;
}

/** The part of Lambda's filter syntax that is used: a list holds values, one of which is there, or `{exists: true}`. */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((each) => matchesOne(each, value));
  if (typeof pattern !== 'object' || pattern === null) throw new Error('a filter pattern is a mapping of lists');
  const members = (value ?? {}) as Record<string, unknown>;
  return Object.entries(pattern).every(([name, inner]) => matches(inner, members[name]));
}

function matchesOne(expected: unknown, value: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return value === expected;
  const { exists, ...others } = expected as { readonly exists?: unknown };
  if (typeof exists !== 'boolean' || Object.keys(others).length > 0) {
    throw new Error(`the filter \`${JSON.stringify(expected)}\` is not known here: only \`exists\` is`);
  }
  return (value !== undefined) === exists;
}
