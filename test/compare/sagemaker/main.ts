/**
 * npm run compare:sagemaker
 *
 * Makes the same calls to the embedded SageMaker and to moto's, and compares the shapes of the answers and the errors.
 * They must differ by what differences.ts lists, and by no more or less; exit code 1 where they do not.
 */
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { startSagemaker } from '../../../local/sagemaker/server.ts';
import { type Moto, startMoto } from '../moto.ts';
import { CASES, type Case, create } from './cases.ts';
import { DIFFERENCES } from './differences.ts';
import { shapeOf } from './shape.ts';

const clientOf = (endpoint: string): SageMakerClient =>
  new SageMakerClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });

/** The lines that one answer is made of: its shape, or its error and status. */
async function linesOf({ call }: Case, client: SageMakerClient): Promise<ReadonlySet<string>> {
  try {
    return shapeOf(await call(client));
  } catch (thrown) {
    // What the SDK throws.
    const { name, $metadata } = thrown as Error & { $metadata?: { httpStatusCode?: number } };
    return new Set([`error ${name} ${$metadata?.httpStatusCode}`]);
  }
}

async function ofEmbedded(one: Case): Promise<ReadonlySet<string>> {
  const site = { accountId: '123456789012', region: 'eu-west-1' };
  const server = await startSagemaker({ directory: null, ...site, rate: 0, onEvent: async () => {} });
  const client = clientOf(server.url);
  try {
    await create(client);
    await server.advance(600);
    return await linesOf(one, client);
  } finally {
    client.destroy();
    await server.close();
  }
}

async function ofMoto(one: Case, { url }: Moto): Promise<ReadonlySet<string>> {
  const { ok } = await fetch(`${url}/moto-api/reset`, { method: 'POST' });
  if (!ok) throw new Error('moto does not forget');
  const client = clientOf(url);
  await create(client);
  const lines = await linesOf(one, client);
  client.destroy();
  return lines;
}

const without = (lines: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] =>
  [...lines].filter((line) => !others.has(line));

async function main(): Promise<void> {
  const moto = await startMoto();
  const found = new Set<string>();
  try {
    for (const one of CASES) {
      const [ours, theirs] = [await ofEmbedded(one), await ofMoto(one, moto)];
      for (const line of without(ours, theirs)) found.add(`${one.name} | embedded: ${line}`);
      for (const line of without(theirs, ours)) found.add(`${one.name} | moto: ${line}`);
    }
  } finally {
    await moto.close();
  }
  const listed = new Set(
    DIFFERENCES.flatMap(({ lines }) =>
      Object.entries(lines).flatMap(([name, each]) => each.map((line) => `${name} | ${line}`)),
    ),
  );
  const complaints = [
    ...without(found, listed).map((line) => `not listed: ${line}`),
    ...without(listed, found).map((line) => `listed, but not so: ${line}`),
  ];
  for (const complaint of complaints) console.error(complaint);
  console.log(`${CASES.length} cases, ${found.size} differences, ${listed.size} listed`);
  process.exitCode = complaints.length > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
