import type { Command } from 'commander';
import {
  type ApprovalAnswer,
  type ApprovalDetail,
  approvedText,
  deniedText,
  detailText,
  listText,
} from './approvals-text.ts';
import { call, type GatewayOptions } from './gateway.ts';
import { Failure, printJson } from './terminal.ts';

interface Options extends GatewayOptions {
  readonly json?: true;
}

interface VoteOptions extends Options {
  readonly round?: string;
}

const EXAMPLES = {
  list: 'list --as finn@example.com',
  show: 'show shelf-detection-001 --request --as finn@example.com',
  approve: 'approve 1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b --as finn@example.com',
  deny: 'deny shelf-detection-001 --reason "the budget is for November" --as finn@example.com',
} as const;

const helpOf = (examples: readonly string[]): string => `
Examples:
${examples.map((each) => `  traingate approvals ${each}`).join('\n')}

Exit code 0: done; 1: refused or failed; 2: the command was not understood.`;

/** `traingate approvals …`: jobs that wait for people, and what people say of them. */
export function addApprovalCommands(traingate: Command): void {
  const approvals = traingate
    .command('approvals')
    .description('jobs that wait for people: look at them, approve or deny them')
    .addHelpText('after', helpOf(Object.values(EXAMPLES)));
  const command = (name: keyof typeof EXAMPLES, operands: string, description: string) =>
    approvals
      .command(`${name}${operands}`)
      .description(description)
      .option('--url <url>', 'the gateway (TRAINGATE_URL)')
      .option('--as <person>', 'a person of the local stack')
      .option('--json', 'print what the REST API answers')
      .addHelpText('after', helpOf([EXAMPLES[name]]));
  const votes = (name: 'approve' | 'deny', description: string) =>
    command(name, ' <job>', description).option(
      '--round <n>',
      'only if people have been asked so often, as `show` says',
    );
  command('list', '', 'show what waits and concerns you, oldest first').action(list);
  command('show', ' <job>', 'show one approval, by its ID or the name of a job that waits')
    .option('--request', 'the whole request, too')
    .action(show);
  votes('approve', 'say yes to a job, by its ID or its name').action(approve);
  votes('deny', 'say no to a job, by its ID or its name: it does not start')
    .requiredOption('--reason <text>', 'why; whoever asked for the job reads it')
    .action(deny);
}

async function list(options: Options): Promise<void> {
  const approvals = await waiting(options);
  if (options.json) printJson({ approvals, next: null });
  else console.log(listText(approvals));
}

/** All that waits, whatever the size of a page. */
async function waiting(options: GatewayOptions): Promise<readonly ApprovalAnswer[]> {
  const found: ApprovalAnswer[] = [];
  let next: string | null = null;
  do {
    const query: Record<string, string> = { limit: '50', ...(next !== null && { next }) };
    const page: { approvals: readonly ApprovalAnswer[]; next: string | null } = await call(options, {
      method: 'GET',
      path: '/v1/approvals',
      query,
    });
    found.push(...page.approvals);
    next = page.next;
  } while (next !== null);
  return found;
}

async function show(job: string, options: Options & { readonly request?: true }): Promise<void> {
  const detail: ApprovalDetail = await call(options, { method: 'GET', path: await pathOf(job, options) });
  if (options.json) printJson(detail);
  else console.log(detailText(detail, options.request === true));
}

async function approve(job: string, options: VoteOptions): Promise<void> {
  const answer = await vote(job, 'approve', {}, options);
  if (options.json) printJson(answer);
  else console.log(approvedText(answer));
}

async function deny(job: string, options: VoteOptions & { readonly reason: string }): Promise<void> {
  const { reason } = options;
  if (reason.trim() === '') throw new Failure('--reason is empty: say why, for whoever asked for the job', 2);
  const answer = await vote(job, 'deny', { reason }, options);
  if (options.json) printJson(answer);
  else console.log(deniedText(answer));
}

async function vote(job: string, wish: string, members: object, options: VoteOptions): Promise<ApprovalAnswer> {
  const body = { ...members, ...roundIn(options) };
  return call(options, { method: 'POST', path: `${await pathOf(job, options)}/${wish}`, body });
}

function roundIn({ round }: VoteOptions): { readonly round?: number } {
  if (round === undefined) return {};
  if (!/^[1-9]\d{0,8}$/.test(round)) throw new Failure(`--round is \`${round}\`: give a whole number from 1 on`, 2);
  return { round: Number(round) };
}

const pathOf = async (job: string, options: GatewayOptions): Promise<string> =>
  `/v1/approvals/${encodeURIComponent(ID.test(job) ? job.toLowerCase() : await idOf(job, options))}`;

/** Of an admission. A job that has such a name has to be given by its ID. */
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function idOf(name: string, options: GatewayOptions): Promise<string> {
  const named = (await waiting(options)).filter((each) => each.name === name || each.admissionId === name);
  const [only, ...more] = named.map(({ admissionId }) => admissionId);
  if (only === undefined) {
    throw new Failure(`no job that waits and concerns you is called \`${name}\`: see \`traingate approvals list\``);
  }
  if (more.length > 0) {
    throw new Failure(
      `${named.length} jobs that wait are called \`${name}\`: give the ID, ${[only, ...more].join(' or ')}`,
    );
  }
  return only;
}
