import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { dynamodbKeyStore } from '../gateway/adapters/dynamodb/key-store.ts';
import { systemIds } from '../gateway/adapters/system/ids.ts';
import { keyFile } from '../gateway/adapters/system/key-file.ts';
import { packagedBundle } from '../gateway/adapters/system/packaged-bundle.ts';
import { loadBundle } from '../gateway/bundle/open.ts';
import { localDataKeys } from '../gateway/identity/keys/local-data-keys.ts';
import type { Site } from '../gateway/shared/organization.ts';
import { FUNCTIONS } from '../scripts/bundle-handlers.ts';
import { compilePolicies } from '../scripts/compile-policies.ts';
import { readGatewayResponses } from './api-gateway/gateway-responses.ts';
import type { ProxyHandler } from './api-gateway/invoke.ts';
import { readRoutes } from './api-gateway/routes.ts';
import { startApiGateway } from './api-gateway/server.ts';
import { startControl } from './control.ts';
import { damaged } from './damage.ts';
import { FAULT_KINDS } from './dynamodb/faults.ts';
import { type DynamodbServer, startDynamodb } from './dynamodb/server.ts';
import { ensureTable } from './dynamodb/table.ts';
import { noFaults, oneDoor } from './faults.ts';
import { ensureKeyFile, type PersonWithKeys, withGatewayKeys } from './gateway-keys.ts';
import { identitiesOf, type LocalPerson, localPeople } from './people.ts';
import { OPERATION_NAMES } from './sagemaker/operations.ts';
import { type Sagemaker, startSagemaker } from './sagemaker/server.ts';
import { openStackSlack, type StackSlack } from './stack-slack.ts';
import { tableDefinition } from './table-definition.ts';
import { type TableStream, tableStream } from './table-stream.ts';

const ROOT = resolve(import.meta.dirname, '..');
const TABLE_NAME = 'traingate-local';
/** serverless.yml: the schedule of `reconcile`. */
const RECONCILE_EVERY_MS = 60_000;

export interface StackOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** The folder where everything is kept that outlives the process. */
  readonly home: string;
  readonly policies: string;
  /** Simulated seconds of SageMaker's clock a real second; 0: only the control interface moves it. */
  readonly clockRate: number;
  /** Use these instead of the embedded services. */
  readonly dynamodbEndpoint: string | undefined;
  readonly sagemakerEndpoint: string | undefined;
  /** Judge by what is active in this bucket; `policies` then says only who may call. */
  readonly policyBundleBucket: string | undefined;
  readonly s3Endpoint: string | undefined;
  /** Ask people in another Slack than the embedded one, with the secrets of that file. */
  readonly slackApiUrl?: string | undefined;
  readonly slackSecretsFile?: string | undefined;
}

/** What `.traingate/local.json` says of a running stack. */
export interface StackFacts {
  readonly url: string;
  readonly region: string;
  readonly accountId: string;
  readonly dynamodbUrl: string;
  /** The gateway's table there. */
  readonly tableName: string;
  readonly sagemakerUrl: string;
  readonly controlUrl: string;
  readonly people: readonly PersonWithKeys[];
  /** The embedded Slack's page; absent where there is none. */
  readonly slack?: { readonly url: string };
}

export interface Stack extends StackFacts {
  close(): Promise<void>;
}

/**
 * The gateway on one machine: the built functions behind a front that does what API Gateway does, with events and
 * schedule as in the cloud. One per process, since functions are told of their surroundings by the environment.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { home } = options;
  refuseHalfAHome(options);
  const policyBundle = join(home, 'policy-bundle.json');
  compilePolicies(options.policies, policyBundle);
  const { organization } = await packagedBundle(policyBundle, loadBundle).load();
  const site = siteOf(organization.accounts);
  useCredentials(options);
  const { opened, close } = openParts();
  try {
    let frontUrl = '';
    let functions: Functions | null = null;
    const stream = tableStream(serverlessYaml(), 'resume', async (event) => functions?.resume(event, context()));
    const dynamodb = opened(await startTable(options, stream.push));
    const dynamodbUrl = dynamodb.url;
    await createTable(dynamodbUrl, site.region);
    const keyEncryptionFile = await ensureKeyFile(home);
    const gatewayUrl = () => frontUrl;
    const slack = opened(await openStackSlack(organization, { ...options, gatewayUrl, now: functionsNow }));
    tellFunctions({ ...options, site, policyBundle, dynamodbUrl, keyEncryptionFile, slack });
    const loaded = loadFunctions();
    const sagemaker = opened(await startTraining(options, site, loaded.observe));
    tellSagemaker(sagemaker);
    functions = loaded;
    // Closed before the services that the functions call.
    opened(stream);
    const reconcile = () => loaded.reconcile({}, context());
    const faults = oneDoor([dynamodb.faults, sagemaker.faults, slack.faults]);
    const control = opened(await startControl({ sagemaker: telling(sagemaker), faults, reconcile }));
    const keys = keyPlace(site, dynamodbUrl, keyEncryptionFile);
    const people = await withGatewayKeys(await localPeople(organization, home), home, keys);
    const front = opened(await startFront(options.port, site, loaded, people));
    frontUrl = front.url;
    opened(startSchedule(reconcile));
    const { url } = front;
    const services = { dynamodbUrl, tableName: TABLE_NAME, sagemakerUrl: sagemaker.url, controlUrl: control.url };
    return { url, ...site, ...services, people, ...(slack.url && { slack: { url: slack.url } }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

const serverlessYaml = (): string => readFileSync(join(ROOT, 'serverless.yml'), 'utf8');

/** What was opened is closed the other way round. */
function openParts() {
  const closers: (() => Promise<void>)[] = [];
  return {
    opened: <T extends { close(): Promise<void> }>(part: T): T => {
      closers.unshift(() => part.close());
      return part;
    },
    close: async () => {
      for (const closer of closers) await closer();
    },
  };
}

/** Epoch milliseconds, as the functions have them. */
const functionsNow = (): number => Date.now() + Number(process.env.TRAINGATE_CLOCK_OFFSET_MS ?? 0);

/** SageMaker, whose clock the functions' follows. */
const telling = (sagemaker: Training): Training => ({
  ...sagemaker,
  advance: async (seconds) => {
    await sagemaker.advance(seconds);
    tellSagemaker(sagemaker);
  },
});

/** DynamoDB's folder is made first, so where only SageMaker's is there, what was kept of its jobs is lost. */
function refuseHalfAHome({ home, dynamodbEndpoint, sagemakerEndpoint }: StackOptions): void {
  const [dynamodb, sagemaker] = [join(home, 'dynamodb'), join(home, 'sagemaker')];
  const isEmbedded = dynamodbEndpoint === undefined && sagemakerEndpoint === undefined;
  if (isEmbedded && existsSync(sagemaker) && !existsSync(dynamodb)) {
    throw damaged(dynamodb, `it is gone, while the jobs that it knew of are in ${sagemaker}`);
  }
}

function siteOf([account]: readonly { id: string; regions: readonly string[] }[]): Site {
  const region = account?.regions[0];
  if (!account || !region) throw new Error('organization.yaml names no account with a region: add one under accounts');
  return { accountId: account.id, region };
}

async function createTable(endpoint: string, region: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region });
  await ensureTable(client, { ...(await tableDefinition()), TableName: TABLE_NAME });
  client.destroy();
}

/** Where the functions find gateway keys, as this process reaches it. */
function keyPlace(site: Site, endpoint: string, file: string) {
  const client = new DynamoDBClient({ endpoint, region: site.region });
  const clock = { now: Date.now };
  const store = dynamodbKeyStore({ client, name: TABLE_NAME, site, clock, ids: systemIds, pause });
  return { store, dataKeys: localDataKeys(() => keyFile(file), randomBytes) };
}

/** A stack that is all embedded is not given the credentials of the shell; other endpoints may want them. */
function useCredentials({ dynamodbEndpoint, sagemakerEndpoint, policyBundleBucket }: StackOptions): void {
  const embedded = [dynamodbEndpoint, sagemakerEndpoint, policyBundleBucket].every((other) => other === undefined);
  const shellHasSome = process.env.AWS_PROFILE !== undefined || process.env.AWS_ACCESS_KEY_ID !== undefined;
  if (!embedded && shellHasSome) return;
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN']) delete process.env[name];
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
}

interface Surroundings extends Pick<StackOptions, 'policyBundleBucket' | 's3Endpoint'> {
  readonly site: Site;
  readonly policyBundle: string;
  readonly dynamodbUrl: string;
  readonly keyEncryptionFile: string;
  readonly slack: Pick<StackSlack, 'apiUrl' | 'secretsFile'>;
}

function tellFunctions(facts: Surroundings): void {
  Object.assign(process.env, {
    TABLE_NAME,
    ACCOUNT_ID: facts.site.accountId,
    AWS_REGION: facts.site.region,
    POLICY_BUNDLE_PATH: resolve(facts.policyBundle),
    POLICY_BUNDLE_BUCKET: facts.policyBundleBucket ?? '',
    ...(facts.s3Endpoint && { S3_ENDPOINT: facts.s3Endpoint }),
    DYNAMODB_ENDPOINT: facts.dynamodbUrl,
    KEY_ENCRYPTION_FILE: resolve(facts.keyEncryptionFile),
    SLACK_SECRETS_FILE: resolve(facts.slack.secretsFile),
    SLACK_API_URL: facts.slack.apiUrl ?? '',
  });
}

/** The functions' clock is this machine's, put forward as far as the control interface put SageMaker's. */
function tellSagemaker({ url, clock }: Pick<Sagemaker, 'url' | 'clock'>): void {
  process.env.SAGEMAKER_ENDPOINT = url;
  process.env.TRAINGATE_CLOCK_OFFSET_MS = String(clock.advancedMs);
}

type LambdaFunction = (event: unknown, context: Context) => Promise<unknown>;

type Functions = Record<(typeof FUNCTIONS)[number], LambdaFunction>;

/** The bundles that would be deployed, made by `npm run build`. */
function loadFunctions(): Functions {
  const require = createRequire(import.meta.url);
  const load = (name: string): LambdaFunction => require(join(ROOT, 'dist/lambda', name, 'index.cjs')).handler;
  return Object.fromEntries(FUNCTIONS.map((name) => [name, load(name)])) as Functions;
}

/** As much of a Lambda context as functions behind events and schedules use. */
function context(): Context {
  const deadline = Date.now() + RECONCILE_EVERY_MS;
  return { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => deadline - Date.now() } as Context;
}

type TableService = Pick<DynamodbServer, 'url' | 'faults' | 'close'>;

/** DynamoDB embedded; or another one, of which only the address is known. */
async function startTable(
  { home, dynamodbEndpoint: url }: StackOptions,
  written: TableStream['push'],
): Promise<TableService> {
  if (url === undefined) return startDynamodb({ directory: join(home, 'dynamodb'), written });
  const faults = noFaults([...FAULT_KINDS.keys()], `faults are for the embedded DynamoDB; this stack uses ${url}`);
  return { url, faults, close: async () => undefined };
}

type Training = Pick<Sagemaker, 'url' | 'clock' | 'advance' | 'faults' | 'close'>;

/** SageMaker embedded, its events delivered to `observe`; or another one, of which only the address is known. */
async function startTraining(options: StackOptions, site: Site, observe: LambdaFunction): Promise<Training> {
  if (options.sagemakerEndpoint !== undefined) return elsewhere(options.sagemakerEndpoint);
  // Events of a former run may come before this one has started; functions must know the endpoint first.
  const started = Promise.withResolvers<Training>();
  const sagemaker = await startSagemaker({
    directory: join(options.home, 'sagemaker'),
    ...site,
    rate: options.clockRate,
    onEvent: async (event) => {
      tellSagemaker(await started.promise);
      await observe(event, context());
    },
  });
  started.resolve(sagemaker);
  return sagemaker;
}

function elsewhere(url: string): Training {
  const clock = { now: () => Date.now() + clock.advancedMs, advancedMs: 0 };
  return {
    url,
    clock,
    advance: async (seconds) => {
      clock.advancedMs += seconds * 1000;
    },
    faults: noFaults(OPERATION_NAMES, `faults are for the embedded SageMaker; this stack uses ${url}`),
    close: async () => undefined,
  };
}

function startFront(
  port: number,
  site: Site,
  functions: Record<string, LambdaFunction>,
  people: readonly LocalPerson[],
) {
  const yaml = serverlessYaml();
  return startApiGateway({
    port,
    ...site,
    routes: readRoutes(yaml),
    // Functions behind routes take and give what a proxy integration does; the others are never called by the front.
    handlers: functions as Record<string, ProxyHandler>,
    identities: identitiesOf(people),
    gatewayResponses: readGatewayResponses(yaml, (path) => readFileSync(join(ROOT, path), 'utf8')),
    now: Date.now,
  });
}

function startSchedule(reconcile: () => Promise<unknown>): { close(): Promise<void> } {
  const timer = setInterval(() => {
    reconcile().catch((error: unknown) => console.error('reconcile failed:', error));
  }, RECONCILE_EVERY_MS);
  return { close: async () => clearInterval(timer) };
}
