import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Writing {
  readonly directory: string;
  /** Of the shape that `tableNamed` has; it must be there. */
  readonly TableName: string;
  /** The first pair is `pair-<from>`. */
  readonly from?: number;
}

/**
 * A process that writes pairs of items to an embedded database, each pair a transaction, until it is killed. Returns the
 * numbers of those that it was told are written, 200 or a few more; their `rank` too.
 */
export async function writeUntilKilled({ directory, TableName, from = 0 }: Writing): Promise<readonly number[]> {
  const program = `
    import { openDatabase } from ${JSON.stringify(new URL('../../../local/dynamodb/database.ts', import.meta.url))};
    const database = await openDatabase(${JSON.stringify(directory)});
    const pair = (i) => ['a', 'b'].map((sk) => ({ Put: { TableName: '${TableName}', Item: {
      pk: { S: 'pair-' + i }, sk: { S: sk }, group: { S: 'all' }, rank: { N: String(i) } } } }));
    const write = async (i) => {
      await database.send('TransactWriteItems', { TransactItems: pair(i) });
      process.stdout.write(i + '\\n');
      return write(i + 8);
    };
    await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((i) => write(${from} + i)));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    told += text;
    if (told.split('\n').length > 200) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return told.split('\n').slice(0, -1).map(Number);
}
