import type { Command } from 'commander';
import { DAY_MS, durationMs } from './duration.ts';
import { call, type GatewayOptions } from './gateway.ts';
import { Failure, printJson, table } from './terminal.ts';

interface Options extends GatewayOptions {
  readonly json?: true;
}

interface Key {
  readonly accessKeyId: string;
  readonly person: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly disabledAt: string | null;
  readonly lastUsedAt: string | null;
  readonly replacedBy: string | null;
}

interface IssuedKey extends Key {
  readonly secretAccessKey: string;
}

/** `traingate keys …`: who may sign for the SDK door. */
export function addKeyCommands(traingate: Command): void {
  const keys = traingate.command('keys').description('gateway keys, with which unmodified AWS clients sign');
  const command = (name: string, description: string) =>
    keys
      .command(name)
      .description(description)
      .option('--url <url>', 'the gateway (TRAINGATE_URL)')
      .option('--as <person>', 'a person of the local stack')
      .option('--json', 'print what the REST API answers');
  command('create', 'issue a key, whose secret is shown this once')
    .option('--person <e-mail>', 'whose key it is (default: your own)')
    .option('--expires <when>', 'such as 30d, 12h or 2027-01-31 (default: 90d)')
    .addHelpText('after', '\nExample:\n  traingate keys create --person ada@example.com --expires 30d')
    .action(create);
  command('list', 'show your keys; operators and auditors see everyone’s').action(list);
  command('disable <accessKeyId>', 'end a key within ten seconds, for good').action(disable);
  command('rotate <accessKeyId>', 'issue the next key of the same person, and let this one end')
    .option('--overlap <time>', 'how long both hold, such as 24h or 0h', '24h')
    .action(rotate);
}

async function create(options: Options & { person?: string; expires?: string }): Promise<void> {
  const days = options.expires === undefined ? undefined : daysUntil(options.expires, Date.now());
  const body = { ...(options.person && { person: options.person }), ...(days !== undefined && { days }) };
  showIssued(await call(options, { method: 'POST', path: '/v1/keys', body }), options);
}

async function list(options: Options): Promise<void> {
  const answer: { keys: readonly Key[] } = await call(options, { method: 'GET', path: '/v1/keys' });
  if (options.json) {
    printJson(answer);
    return;
  }
  const rows = answer.keys.map((key) => [
    key.accessKeyId,
    key.person,
    stateOf(key),
    day(key.expiresAt),
    day(key.lastUsedAt),
  ]);
  console.log(rows.length === 0 ? 'no keys' : table(['KEY', 'PERSON', 'STATE', 'EXPIRES', 'LAST USED'], rows));
}

async function disable(accessKeyId: string, options: Options): Promise<void> {
  const key: Key = await call(options, { method: 'POST', path: `/v1/keys/${encodeURIComponent(accessKeyId)}/disable` });
  if (options.json) {
    printJson(key);
    return;
  }
  console.log(`${key.accessKeyId} of ${key.person} is disabled: within ten seconds nothing is signed with it any more`);
}

async function rotate(accessKeyId: string, options: Options & { overlap: string }): Promise<void> {
  const overlapHours = durationMs(options.overlap, '--overlap') / 3_600_000;
  const path = `/v1/keys/${encodeURIComponent(accessKeyId)}/rotate`;
  showIssued(await call(options, { method: 'POST', path, body: { overlapHours } }), options);
}

function showIssued(key: IssuedKey, { json }: Options): void {
  if (json) {
    printJson(key);
    return;
  }
  console.log(`A key for ${key.person}, until ${day(key.expiresAt)}. Its secret is shown this once and kept nowhere in the open:

  export AWS_ACCESS_KEY_ID=${key.accessKeyId}
  export AWS_SECRET_ACCESS_KEY=${key.secretAccessKey}
  export AWS_ENDPOINT_URL_SAGEMAKER=<the gateway's URL>

docs/sdk.md says how each client takes them.`);
}

function stateOf({ disabledAt, expiresAt, replacedBy }: Key): string {
  if (disabledAt !== null) return 'disabled';
  if (Date.parse(expiresAt) <= Date.now()) return 'expired';
  return replacedBy === null ? 'in force' : 'replaced';
}

const day = (time: string | null): string => (time === null ? 'never' : time.slice(0, 10));

/** `30d` and `12h` from now on, or the end of a day. */
function daysUntil(when: string, now: number): number {
  if (!/^\d{4}-\d\d-\d\d$/.test(when)) return durationMs(when, '--expires') / DAY_MS;
  const end = Date.parse(`${when}T23:59:59Z`);
  const isDay = !Number.isNaN(end) && new Date(end).toISOString().startsWith(when);
  if (!isDay) throw new Failure(`--expires is \`${when}\`, which is no day`, 2);
  return (end - now) / DAY_MS;
}
