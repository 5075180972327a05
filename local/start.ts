import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { claimHome } from './home.ts';
import { type Stack, startStack } from './stack.ts';

const HELP = `npm start [-- options]: runs Traingate on this machine, DynamoDB and SageMaker embedded.

  --policies DIR   judge by the policies of this folder (default: policies)
  --reset          forget everything of former runs first
  --help           this text

Environment:
  PORT                   port on 127.0.0.1 (default 8787; 0 picks a free one)
  TRAINGATE_HOME         where data is kept (default .traingate)
  TRAINGATE_CLOCK_RATE   simulated seconds of the embedded SageMaker a real second (default 10; 0: by POST /clock only)
  DYNAMODB_ENDPOINT, SAGEMAKER_ENDPOINT   use these instead of the embedded services
  SLACK_API_URL, SLACK_SECRETS_FILE   ask people in this Slack instead of the embedded one (docs/slack.md)
  POLICY_BUNDLE_BUCKET   judge by what is active in this S3 bucket (at S3_ENDPOINT, default AWS's); --policies then says
                         only who may call

When it serves it prints "traingate ready <url>"; <home>/local.json then says where everything is and who may call.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { policies: { type: 'string' }, reset: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const options = {
    port: numberIn('PORT', 8787, 65_535),
    policies: values.policies ?? join(import.meta.dirname, '../policies'),
    clockRate: numberIn('TRAINGATE_CLOCK_RATE', 10, 100_000),
    dynamodbEndpoint: urlIn('DYNAMODB_ENDPOINT'),
    sagemakerEndpoint: urlIn('SAGEMAKER_ENDPOINT'),
    policyBundleBucket: setting('POLICY_BUNDLE_BUCKET'),
    s3Endpoint: urlIn('S3_ENDPOINT'),
    slackApiUrl: urlIn('SLACK_API_URL'),
    slackSecretsFile: setting('SLACK_SECRETS_FILE'),
  };
  const home = await claimHome(resolve(setting('TRAINGATE_HOME') ?? '.traingate'), values.reset ?? false);
  try {
    const stack = await startStack({ ...options, home: home.directory });
    const { close: _, ...facts } = stack;
    endWith(stack, () => home.release());
    await home.announce(facts);
    console.log(`traingate ready ${stack.url}`);
    if (stack.slack) console.log(`Slack as people see it: ${stack.slack.url}`);
  } catch (error) {
    await home.release();
    throw error;
  }
}

/** Ends on a signal; and with npm, which starts its scripts through a shell that does not pass signals on. */
function endWith(stack: Stack, release: () => Promise<void>): void {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    stack
      .close()
      .then(release)
      .catch(fail)
      // A part that could not be closed, such as one whose folder is gone, must not keep the process.
      .finally(() => process.exit());
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  const parent = process.ppid;
  const isOrphan = () => process.env.npm_lifecycle_event !== undefined && process.ppid !== parent;
  setInterval(() => isOrphan() && end(), 300).unref();
}

/** An environment variable; set to nothing is not set. */
const setting = (name: string): string | undefined => process.env[name] || undefined;

function numberIn(name: string, otherwise: number, most: number): number {
  const value = Number(setting(name) ?? otherwise);
  if (Number.isFinite(value) && value >= 0 && value <= most) return value;
  throw new Error(`${name} is \`${setting(name)}\`: give a number from 0 to ${most}`);
}

function urlIn(name: string): string | undefined {
  const value = setting(name);
  if (value === undefined || (/^https?:\/\//.test(value) && URL.canParse(value))) return value;
  throw new Error(`${name} is \`${value}\`: give a URL such as http://127.0.0.1:8000`);
}

/** Expected faults (a port in use, a policy that does not compile) are for a person: the message alone. */
function fail(error: unknown): void {
  console.error(error instanceof Error ? messageOf(error) : error);
  process.exitCode = 1;
}

function messageOf(error: Error & { code?: string; port?: number; path?: string }): string {
  if (error.code === 'EADDRINUSE')
    return `port ${error.port} is in use: stop what uses it, or set PORT (0 picks a free one)`;
  if (error.code === 'ENOENT' && error.path) return `${error.path} is not there`;
  return error.message;
}

main().catch(fail);
