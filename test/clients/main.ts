import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { callRest } from '../../local/client.ts';
import type { StackFacts } from '../../local/stack.ts';
import { startMoto } from '../compare/moto.ts';
import { startStackProcess } from '../support/stack-process.ts';
import { CLIENTS, type Client } from './clients.ts';
import { type Attempt, countingProxy } from './proxy.ts';

const HELP = `npm run clients -- [--update] [client ...]: real AWS clients against a gateway of their own.

Each client (${CLIENTS.map(({ name }) => name).join(', ')}) runs its program, unmodified but for its environment; what its
user sees, and each HTTP request that it made, is held against test/clients/golden/<client>.txt (--update writes it).
A client that this machine cannot have is skipped, with the reason. Exit code 1 where one differs.
`;

const ROOT = resolve(import.meta.dirname, '../..');

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const names = args.filter((arg) => arg !== '--update');
  const unknown = names.find((name) => !CLIENTS.some((client) => client.name === name));
  if (unknown !== undefined) {
    process.stderr.write(`there is no client \`${unknown}\`\n${HELP}`);
    return 2;
  }
  const chosen = CLIENTS.filter(({ name }) => names.length === 0 || names.includes(name));
  let failures = 0;
  for (const client of chosen) if (!(await passes(client, args.includes('--update')))) failures += 1;
  return failures === 0 ? 0 : 1;
}

async function passes(client: Client, update: boolean): Promise<boolean> {
  const missing = await run(client.install, {});
  if (missing.code !== 0) {
    const isSkip = missing.code === SKIP;
    console.log(`${isSkip ? 'skipped' : 'FAILED '} ${client.name}: ${missing.output.trim().split('\n').at(-1)}`);
    return isSkip;
  }
  const seen = await play(client);
  const file = join(import.meta.dirname, 'golden', `${client.name}.txt`);
  if (update) await writeFile(file, seen);
  const golden = existsSync(file) ? await readFile(file, 'utf8') : '';
  console.log(`${seen === golden ? 'ok     ' : 'FAILED '} ${client.name}`);
  if (seen !== golden) console.log(differences(golden, seen));
  return seen === golden;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** As the gateway and SDKs write times for people. */
const TIME = /\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d| UTC)/g;

/** What an install script exits with where this machine lacks what it takes. */
const SKIP = 3;

/** What the client's user saw, and then what the client sent. */
async function play(client: Client): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'traingate-clients-'));
  const stack = await startStackProcess(home, [], { TRAINGATE_CLOCK_RATE: String(client.clockRate ?? 0) });
  const facts: StackFacts = JSON.parse(await readFile(join(home, 'local.json'), 'utf8'));
  const proxy = await countingProxy(facts.url);
  const moto = client.logs ? await startMoto() : null;
  try {
    const environment = environmentOf(client, facts, proxy.url, home);
    const services = moto ? { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: moto.url } : {};
    const { code, output } = await run(client.command, { ...environment, ...services });
    const ending = code === 0 ? '' : `\nexit code ${code}`;
    const steady = output.replaceAll(UUID, '<id>').replaceAll(TIME, '<time>').trimEnd() + ending;
    const attempts = proxy.attempts.filter(isNews).map(attemptText);
    return `${[steady, attempts.join('\n'), ...(await reserved(client, facts))].join('\n\n')}\n`;
  } finally {
    await moto?.close();
    await proxy.close();
    await stack.stop();
    await rm(home, { recursive: true, force: true });
  }
}

const attemptText = ({ operation, name, answer }: Attempt): string => `${operation} ${name} ${answer}`;

/** How often one who waits has asked is chance: one stands for all alike in a row. */
const isNews = (attempt: Attempt, i: number, all: readonly Attempt[]): boolean =>
  attempt.operation !== 'DescribeTrainingJob' ||
  attemptText(attempt) !== attemptText(all[i - 1] ?? { ...attempt, name: '' });

/** What the ledger holds when the program has ended: of jobs that were told twice, each once. */
async function reserved({ clockRate = 0 }: Client, { url, people: [ada] }: StackFacts): Promise<readonly string[]> {
  // Where time passes by itself, it is chance which jobs have ended.
  if (clockRate > 0 || !ada) return [];
  const { body } = await callRest(url, ada.iam, { method: 'GET', path: '/v1/quotas' });
  const rows: readonly { scope: string; dimension: string; used: number }[] = body.quotas;
  const jobs = rows.find(({ scope, dimension }) => scope === 'team:vision' && dimension === 'jobs');
  return [`reserved at the end: ${jobs?.used ?? 0} jobs of team:vision`];
}

/** Everything that a user sets: an endpoint, a region and a key pair; and the keys of others for the program's questions. */
function environmentOf(client: Client, facts: StackFacts, endpoint: string, home: string): Record<string, string> {
  const [ada, , chen] = facts.people;
  const byIam = client.door === 'iam';
  const key = byIam ? ada?.iam : ada?.gateway;
  return {
    AWS_ENDPOINT_URL_SAGEMAKER: byIam ? `${endpoint}/iam` : endpoint,
    AWS_REGION: facts.region,
    AWS_DEFAULT_REGION: facts.region,
    AWS_ACCESS_KEY_ID: key?.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: key?.secretAccessKey ?? '',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(home, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'no-credentials'),
    AWS_PAGER: '',
    OTHER_ACCESS_KEY_ID: chen?.gateway.accessKeyId ?? '',
    OTHER_SECRET_ACCESS_KEY: chen?.gateway.secretAccessKey ?? '',
    TRAINGATE_CONTROL_URL: facts.controlUrl,
    HOME: home,
  };
}

function run(
  command: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number; output: string }> {
  const [program = '', ...args] = command;
  const env = { ...shell(), NODE_OPTIONS: '', ...environment };
  const child = spawn(program, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    if (process.env.VERBOSE) process.stderr.write(chunk);
  });
  return new Promise((done, fail) => {
    child.once('error', fail).once('close', (code) => done({ code: code ?? 1, output }));
  });
}

/** What the shell says, but not of AWS or of proxies: a client is told what it is told here alone. */
const shell = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^AWS_|_proxy$/i.test(name)));

function differences(golden: string, seen: string): string {
  const [wanted, had] = [golden.split('\n'), seen.split('\n')];
  const lost = wanted.filter((line) => !had.includes(line)).map((line) => `  - ${line}`);
  const extra = had.filter((line) => !wanted.includes(line)).map((line) => `  + ${line}`);
  return [...lost, ...extra].join('\n');
}

process.exitCode = await main(process.argv.slice(2));
