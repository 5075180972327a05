import { admit } from '../gateway/flows/admit.ts';
import type { Governance } from '../gateway/flows/assess.ts';
import { check } from '../gateway/flows/check.ts';
import type { Ports } from '../gateway/flows/ports.ts';
import { type Bench, type Figure, figure } from './figure.ts';
import { portsOf } from './gateway.ts';
import { ada, compliantBody, exampleBody, governanceOf, samplePolicies } from './sample.ts';
import { type Addresses, withServices } from './services.ts';
import { writtenFigures } from './written.ts';

/** Counted, so one run is enough. */
export const calls: Bench = {
  name: 'calls',
  about: 'DynamoDB and SageMaker calls per job admitted and refused; item sizes and write units of an admission',
  run: () =>
    withServices(async (addresses) => {
      const counted = await countCalls(addresses);
      return [...counted, ...(await writtenFigures(addresses))];
    }),
};

/** A request, and how it should end: `admitted`, or the code of the refusal. */
type Case = readonly [name: string, body: Buffer, outcome: string];

/** In this order: Ada may run four jobs at a time. */
const CASES: readonly Case[] = [
  ['admitted', compliantBody('first'), 'admitted'],
  ['admitted before, sent again', compliantBody('first'), 'admitted'],
  ['refused: policy', exampleBody('five-faults.json'), 'policy-denied'],
  ['refused: more than a limit as such', exampleBody('over-quota.json'), 'quota-exceeded'],
  ['refused: name is taken', compliantBody('first', { HyperParameters: { epochs: '4' } }), 'name-taken'],
  ['admitted, second', compliantBody('second'), 'admitted'],
  ['admitted, third', compliantBody('third'), 'admitted'],
  ['admitted, fourth', compliantBody('fourth'), 'admitted'],
  ['refused: quota is used up', compliantBody('fifth'), 'quota-exceeded'],
];
/** Only there to use the quota up. */
const UNTOLD = /^admitted, (?:second|third|fourth)$/;

async function countCalls(addresses: Addresses): Promise<readonly Figure[]> {
  let seen: string[] = [];
  const ports = portsOf(addresses, (operation) => seen.push(operation));
  const governance = governanceOf(samplePolicies());
  const figures: Figure[] = [];
  for (const [name, body, expected] of CASES) {
    seen = [];
    const outcome = await outcomeOf(ports, governance, body);
    if (outcome !== expected) throw new Error(`${name}: expected ${expected}, got ${outcome}`);
    if (!UNTOLD.test(name)) figures.push(callFigure(name, seen));
  }
  seen = [];
  await check(ports, governance, { principal: ada(governance), body: compliantBody('sixth') });
  return [...figures, callFigure('checked only', seen)];
}

async function outcomeOf(ports: Ports, governance: Governance, body: Buffer): Promise<string> {
  const admitted = await admit(ports, governance, { principal: ada(governance), body });
  return admitted.ok ? 'admitted' : admitted.error.code;
}

const callFigure = (name: string, operations: readonly string[]): Figure =>
  figure({ name: `calls, ${name}`, unit: 'calls', median: operations.length, note: operations.join(', ') });
