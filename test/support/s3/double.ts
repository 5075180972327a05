import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { type LoopbackServer, listenOnLoopback } from '../../../local/loopback-server.ts';

/** One S3 bucket in this process: whole objects, conditional reads and writes, versions. */
export interface S3Double extends LoopbackServer {
  readonly bucket: string;
  /** What was asked so far and answered: `GET active.json 304`. */
  readonly calls: readonly string[];
  /** Writes or (null) deletes past every condition. */
  force(key: string, text: string | null): void;
  textOf(key: string): string | null;
  /** `hang`: no answer comes. A number: every answer is that status. */
  breakDown(how: 'hang' | number | null): void;
}

interface Version {
  readonly id: string;
  readonly etag: string;
  readonly text: string;
}

type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

export async function startS3Double(bucket = 'policies'): Promise<S3Double> {
  const objects = new Map<string, Version[]>();
  const calls: string[] = [];
  let broken: 'hang' | number | null = null;
  let written = 0;

  const write = (key: string, text: string): Version => {
    written += 1;
    const version = { id: `v${written}`, etag: `"${createHash('md5').update(text).digest('hex')}"`, text };
    objects.set(key, [version, ...(objects.get(key) ?? [])]);
    return version;
  };
  const answerTo = async (request: IncomingMessage): Promise<Answer> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://s3');
    const [, name, ...rest] = pathname.split('/');
    const key = rest.join('/');
    const body = await textOf(request);
    if (typeof broken === 'number') return problem(broken, 'Broken');
    if (name !== bucket) return problem(404, 'NoSuchBucket');
    if (searchParams.has('versions')) return listing(objects, searchParams);
    const versions = objects.get(key) ?? [];
    if (request.method === 'PUT') {
      return refusedWrite(request, versions[0]) ?? { status: 200, headers: { etag: write(key, body).etag } };
    }
    return read(request, versions, searchParams.get('versionId'));
  };

  const server = await listenOnLoopback(async (request, response) => {
    const answer = await answerTo(request);
    if (broken === 'hang') return;
    calls.push(`${request.method} ${String(request.url).replace(/^\/[^/]*\/|\?.*$/g, '')} ${answer.status}`);
    send(response, answer);
  }, 0);
  return {
    ...server,
    bucket,
    calls,
    force: (key, text) => {
      if (text === null) objects.delete(key);
      else write(key, text);
    },
    textOf: (key) => objects.get(key)?.[0]?.text ?? null,
    breakDown: (how) => {
      broken = how;
    },
  };
}

function read({ headers }: IncomingMessage, versions: readonly Version[], id: string | null): Answer {
  const version = id === null ? versions[0] : versions.find((each) => each.id === id);
  if (!version) return problem(404, 'NoSuchKey');
  const { etag, text } = version;
  return headers['if-none-match'] === etag
    ? { status: 304, headers: { etag } }
    : { status: 200, headers: { etag }, body: text };
}

/** S3 User Guide, "How to prevent object overwrites with conditional writes" (2026-11). */
function refusedWrite({ headers }: IncomingMessage, current: Version | undefined): Answer | null {
  const match = headers['if-match'];
  if (match !== undefined && !current) return problem(404, 'NoSuchKey');
  if (match !== undefined && match !== current?.etag) return problem(412, 'PreconditionFailed');
  if (headers['if-none-match'] === '*' && current) return problem(412, 'PreconditionFailed');
  return null;
}

function listing(objects: ReadonlyMap<string, readonly Version[]>, query: URLSearchParams): Answer {
  const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).sort();
  const versions = keys.flatMap((key) => (objects.get(key) ?? []).map(({ id }) => ({ key, id })));
  const entries = versions
    .slice(0, Number(query.get('max-keys') ?? 1000))
    .map(({ key, id }) => `<Version><Key>${key}</Key><VersionId>${id}</VersionId></Version>`);
  return { status: 200, body: `<ListVersionsResult>${entries.join('')}</ListVersionsResult>` };
}

const problem = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers });
  response.end(body);
}
