import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';

/** What a caller wants to send. `query`: decoded. */
export interface UnsignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string | string[]>;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

export interface SignAs {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region?: string;
  readonly service?: string;
  /** Epoch milliseconds; the machine's time where left out. */
  readonly at?: number;
  /** Whether to send X-Amz-Content-Sha256. */
  readonly checksum?: boolean;
}

/** The headers that AWS's own signer for JavaScript sends: an implementation that is none of ours. */
export async function signedHeaders(request: UnsignedRequest, as: SignAs): Promise<Record<string, string>> {
  const { region = 'eu-west-1', service = 'execute-api', checksum = true, at, ...credentials } = as;
  const sha256 = Hash.bind(null, 'sha256');
  const signer = new SignatureV4({ credentials, region, service, sha256, applyChecksum: checksum });
  const wanted = { protocol: 'http:', hostname: 'localhost', query: {}, ...request };
  const signed = await signer.sign(wanted, { signingDate: at === undefined ? new Date() : new Date(at) });
  return signed.headers;
}

/** A raw query, percent-encoded as AWS's SDKs send it. */
export const rawQuery = (query: Record<string, string | string[]>): string =>
  Object.entries(query)
    .flatMap(([name, values]) => [values].flat().map((value) => `${encode(name)}=${encode(value)}`))
    .join('&');

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
