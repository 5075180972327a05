import { run } from '../../cli/run.ts';

export interface Done {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * The command `traingate` in this process, which saves the start of one: what it prints, and its exit code. For what a
 * process of its own does not show: where there is a terminal, a pipe, or a standard input, start cli/main.ts.
 */
export function traingateHere(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Done> {
  const done = running.then(() => ran(args, env));
  running = done.catch(() => {});
  return done;
}

/** One after the other: what is printed is the process's. */
let running: Promise<unknown> = Promise.resolve();

async function ran(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Done> {
  const out: string[] = [];
  const err: string[] = [];
  const restore = [
    ...withEnvironment(env),
    replaced(console, 'log', (text: string) => out.push(`${text}\n`)),
    replaced(console, 'error', (text: string) => err.push(`${text}\n`)),
    replaced(process.stdout, 'write', (text: string) => out.push(text)),
    replaced(process.stderr, 'write', (text: string) => err.push(text)),
  ];
  try {
    return { code: await run(args), out: out.join(''), err: err.join('') };
  } finally {
    for (const back of restore) back();
    process.exitCode = 0;
  }
}

function replaced(of: object, member: string, by: unknown): () => void {
  const owner = of as Record<string, unknown>;
  const before = owner[member];
  owner[member] = by;
  return () => {
    owner[member] = before;
  };
}

const withEnvironment = (env: Readonly<Record<string, string>>): readonly (() => void)[] =>
  Object.entries(env).map(([name, value]) => replaced(process.env, name, value));
