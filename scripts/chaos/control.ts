import type { MortalStack } from './mortal-stack.ts';

/** Calls the control interface of the stack; false where it is down or goes down meanwhile, or something failed in it. */
export async function command(stack: MortalStack, path: string, input: object = {}): Promise<boolean> {
  const facts = stack.facts();
  if (facts === null) return false;
  const called = await send(`${facts.controlUrl}${path}`, input).catch(() => null);
  if (called === null) return false;
  // A command that is not understood is a mistake of this script's.
  if (called.status >= 400 && called.status < 500) throw new Error(`${path} was refused: ${called.text}`);
  return called.status < 400;
}

async function send(url: string, input: object) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(input) });
  return { status: response.status, text: await response.text() };
}
