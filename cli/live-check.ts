import { isUtf8 } from 'node:buffer';
import type { Problem } from '../gateway/adapters/http/answer.ts';
import type { Checked } from '../gateway/flows/check.ts';
import type { RestErrorCode } from '../gateway/shared/errors.ts';
import { err, ok, type Result } from '../gateway/shared/result.ts';
import { ask, type GatewayOptions, refused } from './gateway.ts';
import { bodyIn } from './request-file.ts';
import { Failure } from './terminal.ts';

/** What the gateway makes of the request in a file. The problem is of a body that cannot be judged. */
export async function checkedLive(file: string, options: GatewayOptions): Promise<Result<Checked, Problem>> {
  const bytes = bodyIn(file);
  if (!isUtf8(bytes)) throw new Failure(`\`${file}\` is not UTF-8: encode it as UTF-8`);
  const answer = await ask(options, { method: 'POST', path: '/v1/training-jobs/check', body: bytes.toString() });
  if (answer.status === 200) return ok(answer.body);
  if (UNJUDGED.some((code) => answer.body.type === `urn:traingate:${code}`)) return err(answer.body);
  throw refused(answer);
}

/** Refusals that are about the body. */
const UNJUDGED: readonly RestErrorCode[] = ['invalid-json', 'invalid-request', 'request-too-large'];
