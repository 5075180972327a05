import { randomUUID } from 'node:crypto';
import { admit } from '../gateway/flows/admit.ts';
import type { BareCalls } from './bare-calls.ts';
import { portsOf } from './gateway.ts';
import { ada, compliantBody, governanceOf, roomyPolicies } from './sample.ts';
import type { Addresses } from './services.ts';

let names = 0;

/** A name for a job that no other job of this run has; all are equally long. */
export function freshName(): string {
  names += 1;
  return `shelf-detection-${process.pid.toString(36)}-${String(names).padStart(6, '0')}`;
}

/** Makes, each time it is called, the three inputs of another job of the same shape and size as the gateway's own. */
export async function captureBareCalls(addresses: Addresses): Promise<() => BareCalls> {
  const inputs = new Map<string, object>();
  const ports = portsOf(addresses, (operation, input) => inputs.set(operation, input));
  const governance = governanceOf(roomyPolicies());
  const name = freshName();
  const admitted = await admit(ports, governance, { principal: ada(governance), body: compliantBody(name) });
  if (!admitted.ok) throw new Error(admitted.error.detail);
  const captured = {
    transaction: inputs.get('TransactWriteItems'),
    job: inputs.get('CreateTrainingJob'),
    update: inputs.get('UpdateItem'),
  };
  const id = admitted.value.decision.id;
  return () => {
    const [freshId, fresh] = [randomUUID(), freshName()];
    const calls = replaced(captured, (text) => text.replaceAll(id, freshId).replaceAll(name, fresh)) as BareCalls;
    return { ...calls, transaction: { ...calls.transaction, ClientRequestToken: randomUUID() } };
  };
}

/** A deep copy with every string passed through `change`. The packed request stays: its size is what matters. */
function replaced(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, change));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replaced(member, change)]));
}
