import { userInfo } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleStore } from '../gateway/adapters/s3/store.ts';
import { type Pointer, parsePointer } from '../gateway/bundle/pointer.ts';
import { type Author, activate, type Change, publish, rollback, status } from '../gateway/bundle/rollout.ts';
import type { BundleStore } from '../gateway/bundle/source.ts';
import type { Result } from '../gateway/shared/result.ts';
import { compiledPolicies } from './compile-policies.ts';

const HELP = `npm run policies -- COMMAND --bucket NAME [options]: which policies are in force, without a deployment.

  publish              compile the folder of policies, put the bundle into the bucket, print its version;
                       nothing that is in force changes
  activate VERSION     put a published version in force, within 10 seconds
  rollback             put back in force what was before the last activation
  status               what is in force
  history              what was, newest first (20 changes)

  --bucket NAME        output PolicyBucketName of the stack (default: POLICY_BUNDLE_BUCKET)
  --reason TEXT        why; activate and rollback want it
  --by NAME            who; default GITHUB_ACTOR, else the user of this machine
  --policies DIR       what to publish (default: policies)
  --endpoint URL       another S3 than AWS's (default: S3_ENDPOINT)
  --help               this text

Credentials and region come from the usual AWS environment. Results go to the standard output, remarks to the standard
error. Exit code 0: done; 1: refused or failed; 2: not understood. docs/policy-rollout.md says who may do what.
`;

const OPTIONS = {
  bucket: { type: 'string' },
  reason: { type: 'string' },
  by: { type: 'string' },
  policies: { type: 'string' },
  endpoint: { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>['values'];

/** A command line that says something else than it may. */
class Misuse extends Error {}

const HISTORY_LIMIT = 20;

type Command = (store: BundleStore, values: Values, version: string | undefined) => Promise<void>;

const COMMANDS: Readonly<Record<string, Command>> = {
  async publish(store, { policies }) {
    const document = compiledPolicies(policies ?? relative('', join(import.meta.dirname, '../policies')));
    if ((await publish(store, document)) === 'there') remark('it was published before');
    console.log(document.version);
  },
  async activate(store, values, version) {
    if (version === undefined) throw new Misuse('activate wants the version that `publish` printed');
    tell(await activate(store, version, authorOf(values)));
  },
  rollback: async (store, values) => tell(await rollback(store, authorOf(values))),
  status: async (store) => console.log(line(granted(await status(store)))),
  async history(store) {
    for (const text of await store.pointerHistory(HISTORY_LIMIT)) {
      const pointer = parsePointer(text);
      console.log(pointer.ok ? line(pointer.value) : `malformed: ${pointer.error}`);
    }
  },
};

async function main(): Promise<void> {
  const { values, positionals } = parsedArgs();
  const [name, version, ...rest] = positionals;
  if (values.help || name === undefined) {
    process.stdout.write(HELP);
    if (!values.help) process.exitCode = 2;
    return;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new Misuse(`\`${name}\` is no command: give one of ${Object.keys(COMMANDS).join(', ')}`);
  if (rest.length > 0 || (version !== undefined && name !== 'activate')) {
    throw new Misuse(`\`${positionals.at(-1)}\` is too much: only activate takes a version, and one only`);
  }
  await command(storeOf(values), values, version);
}

function parsedArgs() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

function storeOf({
  bucket = process.env.POLICY_BUNDLE_BUCKET,
  endpoint = process.env.S3_ENDPOINT || undefined,
}: Values): BundleStore {
  if (!bucket) throw new Misuse('no bucket: give --bucket, it is PolicyBucketName in the outputs of the stack');
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new Misuse(`\`${endpoint}\` is no URL: give --endpoint as \`https://HOST\`, or leave it out for AWS's S3`);
  }
  return bundleStore({ name: bucket, endpoint });
}

function authorOf({ reason, by }: Values): Author {
  if (!reason?.trim()) throw new Misuse('no reason: give --reason "why it changes", it is kept with the change');
  return { by: by || process.env.GITHUB_ACTOR || userInfo().username, at: new Date().toISOString(), reason };
}

function tell(changed: Result<Change, string>): void {
  const { pointer, newRoles } = granted(changed);
  remark(`before: ${pointer.previous ?? 'nothing'}`);
  if (newRoles.length > 0) {
    remark(`the version before does not name these training roles: ${newRoles.join(', ')}`);
    remark('jobs with them are refused by IAM until the gateway is deployed with them (docs/policy-rollout.md)');
  }
  console.log(line(pointer));
}

function granted<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

/** One change, without what could move a terminal's cursor or turn its text around. */
const line = ({ version, at, change, by, reason }: Pointer): string =>
  `${version}  ${at}  ${change}  by ${by}: ${reason}`.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');

const remark = (text: string): void => console.error(text);

/** What to do about what S3 and its client say. */
const ADVICE: Readonly<Record<string, string>> = {
  NoSuchBucket: 'give --bucket, it is PolicyBucketName in the outputs of the stack',
  AccessDenied: 'this identity may not do that; docs/policy-rollout.md says who may',
  CredentialsProviderError: 'set AWS credentials, or AWS_PROFILE',
  TimeoutError: 'S3 does not answer; nothing is known of a change: look with `status`',
};

function fail(error: Error): void {
  const advice = ADVICE[error.name];
  remark(advice ? `${error.message}: ${advice}` : error.message);
  if (error instanceof Misuse) remark('`npm run policies -- --help` says what is understood');
  process.exitCode = error instanceof Misuse ? 2 : 1;
}

await main().catch(fail);
