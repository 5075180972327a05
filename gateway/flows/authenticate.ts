import type { KeyRing } from '../identity/keys/key-ring.ts';
import { principalOfKey } from '../identity/principal-of.ts';
import type { WireRequest } from '../identity/sigv4.ts';
import { claimOf, isSignedWith, type SdkSite, unproven } from '../identity/verify-sdk-request.ts';
import type { SigV4Refusal } from '../identity/verify-sigv4.ts';
import type { Clock } from '../shared/clock.ts';
import type { ErrorCode, Refusal } from '../shared/errors.ts';
import { keyEnd } from '../shared/gateway-key.ts';
import type { Organization } from '../shared/organization.ts';
import type { Principal } from '../shared/principal.ts';
import { err, type Result } from '../shared/result.ts';
import type { Log } from './ports.ts';

export interface KeyDoor {
  readonly keys: KeyRing;
  readonly organization: Organization;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Who signed a request with a gateway key. Only who holds the secret learns that a key is over.
 * INVARIANT: the person is organization.yaml's at this moment, so a key is worth nothing once its person has left it.
 */
export async function authenticateByKey(
  { keys, organization, clock, log }: KeyDoor,
  request: WireRequest,
  site: SdkSite,
): Promise<Result<Principal, Refusal<ErrorCode>>> {
  const claim = claimOf(request, site);
  if (!claim.ok) return err(refusalOf(claim.error));
  const { accessKeyId } = claim.value;
  const held = await keys.find(accessKeyId);
  const isProven = isSignedWith(request, claim.value, held && { secret: held.secret, sessionToken: null });
  if (!held || !isProven) return err(refusalOf(unproven(accessKeyId)));
  const end = keyEnd(held.key, clock.now());
  if (end !== null) {
    const detail = `the gateway key \`${accessKeyId}\` is ${end}: make another with \`traingate keys create\`, or ask your platform team`;
    return err({ code: 'unknown-key', detail });
  }
  await keys.noteUse(held.key).catch((cause) => log.error('the use of a key was not noted', cause, { accessKeyId }));
  const principal = principalOfKey(organization, held.key);
  return principal.ok ? principal : err({ code: 'unmapped-caller', detail: principal.error });
}

const refusalOf = ({ code, message }: SigV4Refusal): Refusal<ErrorCode> => ({ code, detail: message });
