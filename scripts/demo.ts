import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, styleText } from 'node:util';
import { callRest, type RestAnswer, type RestCall } from '../local/client.ts';
import { saidIn, slackAt } from '../local/slack-client.ts';
import { type Stack, startStack } from '../local/stack.ts';

const HELP = `npm run demo [-- options]: Traingate's story on free ports of this machine, in half a minute.

  --json   print what happened as one JSON document
  --help   this text
`;

const ROOT = resolve(import.meta.dirname, '..');
/** Simulated seconds a real second: a job of about three minutes is over in ten seconds. */
const CLOCK_RATE = 20;
const PATIENCE_MS = 45_000;

/** What a person reads; silent where a machine reads the result. */
interface Narrator {
  chapter(title: string): void;
  say(line: string): void;
}

/** The words of the printed story; their order is the story. */
async function play(stack: Stack, { chapter, say }: Narrator) {
  const as = (person: string) => actor(stack, person);
  const ada = as('ada@example.com');
  say(`The gateway serves at ${stack.url}; DynamoDB and SageMaker are embedded, on ports of their own.`);

  chapter('1. Ada of team vision submits a job that follows every policy');
  const before = await ada.quota('team:vision', 'gpus');
  const created = await ada.submit('compliant.json');
  expectStatus(created, 201);
  const { trainingJobArn: arn, decision } = created.body;
  say(`admitted: ${bold(arn)}`);
  say(`judged by policy version ${decision.policyVersion.slice(0, 12)}, tagged traingate:admission=${decision.id}`);
  const during = await ada.quota('team:vision', 'gpus');
  say(`GPUs of team vision in use: ${before.used} → ${during.used} of ${during.limit}`);

  say('what the organisation completed:');
  for (const patch of decision.completed) tellPatch(say, patch);

  chapter('2. While it runs, Ada tries a job with five faults: all five come back at once');
  const faulty = await ada.submit('five-faults.json');
  expectStatus(faulty, 403);
  for (const violation of faulty.body.decision.violations) tellViolation(say, violation);
  say('and with them the request that would pass. It changes:');
  for (const patch of faulty.body.decision.correction) tellPatch(say, patch);
  const mended = await ada.send(faulty.body.decision.corrected);
  expectStatus(mended, 201);
  say(`Ada sends the corrected request as it is: admitted, ${bold(mended.body.trainingJobArn)}`);

  chapter('3. Then one that is allowed, but larger than her quota');
  const tooMuch = await ada.submit('over-quota.json');
  expectStatus(tooMuch, 403);
  for (const violation of tooMuch.body.decision.violations) tellViolation(say, violation);

  chapter('4. A job that may cost more than $2,500 waits for people');
  const approved = await tellApproval(stack, { say, as });

  chapter('5. Meanwhile at SageMaker');
  const job = await ada.follow(arn.split('/')[1], (status) => say(status));
  const other = await ada.follow(mended.body.trainingJobArn.split('/')[1], () => undefined);
  const after = await ada.quota('team:vision', 'gpus');
  for (const { arn: ended, trainingJobStatus } of [job, other]) say(`${bold(ended)} is ${bold(trainingJobStatus)}`);
  say(`GPUs of team vision in use: ${after.used} of ${after.limit}: given back in the writes that ended the jobs`);
  if (before.used !== 0 || during.used !== 1 || after.used !== 0)
    throw new Error('the quota was not taken and given back');
  return {
    job: { arn, state: job.state, trainingJobStatus: job.trainingJobStatus, history: job.history },
    corrected: {
      arn: other.arn,
      trainingJobStatus: other.trainingJobStatus,
      correction: faulty.body.decision.correction,
    },
    quota: { before, during, after },
    approved,
    refused: [faulty.body, tooMuch.body],
  };
}

/** The story of one approval, told in Slack as people see it. */
async function tellApproval(
  stack: Stack,
  { say, as }: Pick<Narrator, 'say'> & { readonly as: (person: string) => ReturnType<typeof actor> },
) {
  const ada = as('ada@example.com');
  const slack = slackAt(stack.slack?.url ?? '');
  const toldOf = (job: string, words: string): Promise<string> =>
    within(PATIENCE_MS, async () => (await slack.messagesOf(job)).find(({ text }) => text.includes(words))?.text);
  const held = await ada.submit('needs-approval.json');
  expectStatus(held, 202);
  const name: string = held.body.trainingJobArn.split('/')[1];
  say(`held: ${bold(held.body.trainingJobArn)}`);
  for (const violation of held.body.decision.violations) tellViolation(say, violation);
  say(`in Slack (${stack.slack?.url}): ${bold(await toldOf(name, 'Approval needed'))}`);
  const refused = saidIn(await slack.click('ada@example.com', name, 'approve'));
  say(`Ada clicks Approve: ${refused}`);
  const offered = await slack.click('finn@example.com', name, 'approve');
  await slack.submit('finn@example.com', offered.view);
  say('Finn of finance clicks Approve, and confirms');
  const job = await ada.until(name, (state) => state === 'submitted');
  const told = await toldOf(name, 'runs');
  say(`Slack says now: ${bold(told)}`);
  say(`at SageMaker: ${bold(job.trainingJobStatus)}, approved by ${job.approval.votes[0].person}`);
  if (!refused.includes('yourself')) throw new Error('the requester could approve his own job');
  await ada.stop(name);
  return { arn: held.body.trainingJobArn, refused, votes: job.approval.votes, told };
}

const bold = (text: string): string => styleText('bold', text);

interface ShownViolation {
  readonly policy: string;
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

function tellViolation(say: (line: string) => void, { policy, path, message, remedy }: ShownViolation): void {
  say(`${styleText('red', '✗')} ${bold([policy, path].join(' ').trim())}`);
  say(`    ${message}`);
  say(`    → ${remedy}`);
}

interface ShownPatch {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

const tellPatch = (say: (line: string) => void, { op, path, value }: ShownPatch): void =>
  say(`    ${op} ${bold(path)} ${value === undefined ? '' : JSON.stringify(value)}`);

/** A person of the sample organisation, as an HTTP client with that person's keys. */
function actor(stack: Stack, person: string) {
  const iam = stack.people.find((known) => known.person === person)?.iam;
  if (!iam) throw new Error(`${person} is not in policies/organization.yaml, which the demo is about`);
  const call = (request: RestCall) => callRest(stack.url, iam, request);
  const send = (body: unknown) => call({ method: 'POST', path: '/v1/training-jobs', body });
  return {
    send,
    submit: async (file: string) => send(await readFile(join(ROOT, 'examples/requests', file), 'utf8')),
    quota: async (scope: string, dimension: string) => {
      const { body } = await call({ method: 'GET', path: '/v1/quotas' });
      const rows: { scope: string; dimension: string; used: number; limit: number }[] = body.quotas;
      const row = rows.find((candidate) => candidate.scope === scope && candidate.dimension === dimension);
      if (!row) throw new Error(`no quota of ${scope} for ${dimension}`);
      return row;
    },
    stop: (name: string) => call({ method: 'POST', path: `/v1/training-jobs/${name}/stop` }),
    until: (name: string, isThere: (state: string) => boolean) =>
      within(PATIENCE_MS, async () => {
        const { body } = await call({ method: 'GET', path: `/v1/training-jobs/${name}` });
        return isThere(body.state) ? body : undefined;
      }),
    /** Tells each new status until the gateway's record has ended. */
    follow: async (name: string, tell: (status: string) => void) => {
      const deadline = Date.now() + PATIENCE_MS;
      for (let last = ''; Date.now() < deadline; await pause(200)) {
        const { body } = await call({ method: 'GET', path: `/v1/training-jobs/${name}` });
        const status = [...new Set([body.trainingJobStatus, body.secondaryStatus])].filter(Boolean).join(' ');
        if (status !== last) tell(status);
        if (body.state === 'finished') return body;
        last = status;
      }
      throw new Error(`${name} had not ended after ${PATIENCE_MS / 1000} s`);
    },
  };
}

/** The first that is something, asked again and again; throws where nothing comes in time. */
async function within<T>(milliseconds: number, look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await pause(200)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`it had not come as far after ${milliseconds / 1000} s`);
}

function expectStatus({ status, body }: RestAnswer, expected: number): void {
  if (status !== expected) throw new Error(`expected ${expected}, got ${status}: ${JSON.stringify(body)}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const narrator: Narrator = values.json
    ? { chapter: () => undefined, say: () => undefined }
    : {
        chapter: (title) => console.log(`\n${styleText(['bold', 'cyan'], title)}`),
        say: (line) => console.log(`  ${line}`),
      };
  const home = await mkdtemp(join(tmpdir(), 'traingate-demo-'));
  const stack = await startStack({
    port: 0,
    home,
    policies: 'policies',
    clockRate: CLOCK_RATE,
    dynamodbEndpoint: undefined,
    sagemakerEndpoint: undefined,
    policyBundleBucket: undefined,
    s3Endpoint: undefined,
  });
  try {
    const story = await play(stack, narrator);
    if (values.json) console.log(JSON.stringify(story, null, 2));
    else console.log('\nRun `npm start` for a gateway of your own; README.md says how to call it.');
  } finally {
    await stack.close();
    await rm(home, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
