import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { type LoopbackServer, listenOnLoopback } from '../../../local/loopback-server.ts';

const FOLDER = join(import.meta.dirname, '../../data/price-list');

/** One entry of the list, before it is made a text. */
export interface Entry {
  product: { sku: string; productFamily: string; attributes: Record<string, string> };
  terms: Record<string, Record<string, { priceDimensions: Record<string, Dimension> }>>;
}
interface Dimension {
  unit: string;
  description: string;
  beginRange?: string;
  endRange?: string;
  pricePerUnit: Record<string, string>;
}

/** What a call may carry that is of no matter here is left out. */
interface Asked {
  readonly ServiceCode?: string;
  readonly FormatVersion?: string;
  readonly Filters?: readonly { readonly Type: string; readonly Field: string; readonly Value: string }[];
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** The Price List API in this process: GetProducts in AWS JSON 1.1. */
export interface PriceListDouble extends LoopbackServer {
  /** What was asked: `AmazonSageMaker regionCode=eu-west-1 0`, the last the index of the first product. */
  readonly calls: readonly string[];
  /** The scopes of the signatures: `us-east-1/pricing`. */
  readonly scopes: ReadonlySet<string>;
  /** Serves these instead of the fixture; null: the fixture. */
  serve(entries: readonly Entry[] | null): void;
  /** Answers the next calls with these errors. */
  refuse(...errors: readonly string[]): void;
}

/** Every entry of the fixture, by page; each call a copy. */
export const fixture = (): Entry[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));

/** The pages of the fixture are of as many. The API itself has up to 100. */
const PAGE = 7;

type Answer = readonly [status: number, body: object];

const refusal = (type: string, Message = 'no'): Answer => [400, { __type: type, Message }];

export async function startPriceListDouble(): Promise<PriceListDouble> {
  const recorded = fixture();
  const calls: string[] = [];
  const scopes = new Set<string>();
  const refusals: string[] = [];
  let entries: readonly Entry[] = recorded;

  const answerTo = async (request: IncomingMessage): Promise<Answer> => {
    const asked: Asked = JSON.parse(await textOf(request));
    const { 'x-amz-target': target, 'content-type': type, authorization = '' } = request.headers;
    const [, scope] =
      /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+\/[^/]+)\/aws4_request,/.exec(authorization) ?? [];
    if (target !== 'AWSPriceListService.GetProducts' || type !== 'application/x-amz-json-1.1') {
      return refusal('UnknownOperationException');
    }
    if (scope === undefined) return refusal('MissingAuthenticationTokenException');
    scopes.add(scope);
    const error = refusals.shift();
    return error === undefined ? page(entries, asked, calls) : refusal(error);
  };

  const server = await listenOnLoopback(async (request, response) => {
    const [status, body] = await answerTo(request);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  }, 0);
  return {
    ...server,
    calls,
    scopes,
    serve: (others) => {
      entries = others ?? recorded;
    },
    refuse: (...errors) => {
      refusals.push(...errors);
    },
  };
}

function page(entries: readonly Entry[], asked: Asked, calls: string[]): Answer {
  const { ServiceCode, FormatVersion, Filters = [], NextToken, MaxResults = 100 } = asked;
  if (ServiceCode !== 'AmazonSageMaker') return refusal('NotFoundException');
  if (FormatVersion !== 'aws_v1' || MaxResults > 100) return refusal('InvalidParameterException');
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64').toString());
  if (!Number.isInteger(start)) return refusal('InvalidNextTokenException');
  calls.push([ServiceCode, ...Filters.map(({ Field, Value }) => `${Field}=${Value}`), start].join(' '));
  const matching = entries.filter(({ product }) =>
    Filters.every(({ Type, Field, Value }) => Type === 'TERM_MATCH' && product.attributes[Field] === Value),
  );
  const end = start + Math.min(PAGE, MaxResults);
  const more = end < matching.length && { NextToken: Buffer.from(String(end)).toString('base64') };
  return [
    200,
    { FormatVersion: 'aws_v1', ...more, PriceList: matching.slice(start, end).map((entry) => JSON.stringify(entry)) },
  ];
}
