import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { bundleStore } from '../../gateway/adapters/s3/store.ts';
import { type Pointer, parsePointer } from '../../gateway/bundle/pointer.ts';
import { type Author, activate, type Change, publish, rollback, status } from '../../gateway/bundle/rollout.ts';
import type { BundleStore } from '../../gateway/bundle/source.ts';
import type { Result } from '../../gateway/shared/result.ts';
import { Failure, plain, printJson } from '../terminal.ts';
import { policiesIn } from './open-policies.ts';

interface Place {
  readonly bucket?: string;
  readonly endpoint?: string;
  readonly json?: true;
}
interface Why {
  readonly reason: string;
  readonly by?: string;
}

const HISTORY_LIMIT = 20;

/** `traingate policies publish|activate|rollback|status|history`: which policies are in force, without a deployment. */
export function addPolicyRollout(policies: Command): void {
  const command = (name: string, description: string, examples: readonly string[]) =>
    policies
      .command(name)
      .description(description)
      .option('--bucket <name>', 'PolicyBucketName in the outputs of the stack (POLICY_BUNDLE_BUCKET)')
      .option('--endpoint <url>', 'another S3 than AWS’s (S3_ENDPOINT)')
      .option('--json', 'print it as JSON')
      .addHelpText('after', examplesText(examples));
  const change = (name: string, description: string, examples: readonly string[]) =>
    command(name, description, examples)
      .requiredOption('--reason <text>', 'why; it is kept with the change')
      .option('--by <name>', 'who (GITHUB_ACTOR, else the user of this machine)');

  command('publish', 'compile a folder of policies into the bucket and print its version; nothing in force changes', [
    'publish --bucket example-policies',
    'publish --policies policies --json',
  ])
    .option('--policies <folder>', 'what to publish', 'policies')
    .action(published);
  change('activate <version>', 'put a published version in force, within 10 seconds', [
    'activate 3f1c… --reason "ML-2210: GPUs for forecasting"',
  ]).action((version: string, options: Place & Why) =>
    told(async () => tell(await activate(storeOf(options), version, authorOf(options)), options)),
  );
  change('rollback', 'put back in force what was before the last activation', [
    'rollback --reason "ML-2211: vision is refused"',
  ]).action((options: Place & Why) =>
    told(async () => tell(await rollback(storeOf(options), authorOf(options)), options)),
  );
  command('status', 'show what is in force', ['status', 'status --bucket example-policies --json']).action(
    (options: Place) => told(async () => show(granted(await status(storeOf(options))), options)),
  );
  command('history', `show what was in force, newest first (${HISTORY_LIMIT} changes)`, [
    'history',
    'history --bucket example-policies --json',
  ]).action(history);
}

const examplesText = (examples: readonly string[]): string =>
  ['\nExamples:', ...examples.map((each) => `  traingate policies ${each}`)].join('\n');

const published = ({ policies: folder, ...place }: Place & { policies: string }): Promise<void> =>
  told(async () => {
    const document = policiesIn(folder);
    const outcome = await publish(storeOf(place), document);
    if (place.json) printJson({ version: document.version, outcome });
    else {
      if (outcome === 'there') remark('it was published before');
      console.log(document.version);
    }
  });

const history = (place: Place): Promise<void> =>
  told(async () => {
    const pointers = (await storeOf(place).pointerHistory(HISTORY_LIMIT)).map(parsePointer);
    if (place.json) {
      printJson({ changes: pointers.map((each) => (each.ok ? each.value : { malformed: each.error })) });
      return;
    }
    for (const each of pointers) console.log(each.ok ? line(each.value) : `malformed: ${each.error}`);
  });

function show(pointer: Pointer, { json }: Place): void {
  if (json) printJson(pointer);
  else console.log(line(pointer));
}

function storeOf({
  bucket = process.env.POLICY_BUNDLE_BUCKET,
  endpoint = process.env.S3_ENDPOINT || undefined,
}: Place): BundleStore {
  if (!bucket) throw new Failure('no bucket: give --bucket, it is PolicyBucketName in the outputs of the stack', 2);
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new Failure(
      `\`${endpoint}\` is no URL: give --endpoint as \`https://HOST\`, or leave it out for AWS's S3`,
      2,
    );
  }
  return bundleStore({ name: bucket, endpoint });
}

function authorOf({ reason, by }: Why): Author {
  if (!reason.trim()) throw new Failure('no reason: give --reason "why it changes", it is kept with the change', 2);
  return { by: by || process.env.GITHUB_ACTOR || userInfo().username, at: new Date().toISOString(), reason };
}

function tell(changed: Result<Change, string>, { json }: Place): void {
  const { pointer, newRoles } = granted(changed);
  if (json) {
    printJson({ pointer, newRoles });
    return;
  }
  remark(`before: ${pointer.previous ?? 'nothing'}`);
  if (newRoles.length > 0) {
    remark(`the version before does not name these training roles: ${newRoles.join(', ')}`);
    remark('jobs with them are refused by IAM until the gateway is deployed with them (docs/policy-rollout.md)');
  }
  console.log(line(pointer));
}

function granted<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Failure(result.error);
  return result.value;
}

/** One change. */
const line = ({ version, at, change, by, reason }: Pointer): string =>
  plain(`${version}  ${at}  ${change}  by ${by}: ${reason}`);

const remark = (text: string): void => console.error(text);

/** What to do about what S3 and its client say. */
const ADVICE: Readonly<Record<string, string>> = {
  NoSuchBucket: 'give --bucket, it is PolicyBucketName in the outputs of the stack',
  AccessDenied: 'this identity may not do that; docs/policy-rollout.md says who may',
  CredentialsProviderError: 'set AWS credentials, or AWS_PROFILE',
  TimeoutError: 'S3 does not answer; nothing is known of a change: look with `status`',
};

/** What the client says, which gives that error no name. */
const NO_REGION = /^Region (?:is missing|not accepted)/;

/** Has what S3 says end the command as a sentence for a person. */
async function told(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Failure || !(error instanceof Error)) throw error;
    const advice =
      ADVICE[error.name] ?? (NO_REGION.test(error.message) ? 'set AWS_REGION, such as eu-west-1' : undefined);
    throw new Failure(advice ? `${error.message}: ${advice}` : error.message);
  }
}
