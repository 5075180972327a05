import type { KeyEntry } from '../audit/entry.ts';
import { makeKey, type NewKey } from '../identity/keys/issue.ts';
import type { DataKeys, KeyStore } from '../identity/keys/ports.ts';
import type { EpochMs } from '../shared/clock.ts';
import type { Refusal } from '../shared/errors.ts';
import { type GatewayKey, KEY_TIMES, type KeyPair, keyEnd } from '../shared/gateway-key.ts';
import type { Ids } from '../shared/ids.ts';
import type { Organization } from '../shared/organization.ts';
import { isAuditor, isOperator, type Principal } from '../shared/principal.ts';
import type { RandomBytes } from '../shared/random.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { AuditLog } from './ports.ts';

export interface KeyManaging {
  readonly store: KeyStore;
  readonly dataKeys: DataKeys;
  readonly random: RandomBytes;
  readonly organization: Organization;
  readonly audit: AuditLog;
  readonly ids: Ids;
  readonly now: EpochMs;
}

/** A key with its secret, which is told this once. */
export interface IssuedKey extends KeyPair {
  readonly key: GatewayKey;
}

/** Issues a key to a person: to oneself, or by an operator to anyone of the organisation. */
export async function issueKey(
  managing: KeyManaging,
  principal: Principal,
  { person, lifetimeMs }: { readonly person: string; readonly lifetimeMs: number },
): Promise<Result<IssuedKey, Refusal>> {
  if (!mayManage(principal, person)) return err(denied(person));
  if (!isKnown(managing.organization, person)) return err(unknownPerson(person));
  if (!(lifetimeMs >= KEY_TIMES.shortest && lifetimeMs <= KEY_TIMES.longest)) {
    return err({
      code: 'invalid-key-request',
      detail: 'a key lasts from one hour to 366 days: give an end within that',
    });
  }
  const made = await makeKey({ person, createdBy: principal.person, now: managing.now, lifetimeMs }, managing);
  await record(managing, principal, 'IssueKey', made.stored.key);
  await managing.store.put(made.stored);
  return ok(issued(made));
}

/** The principal's own keys; everyone's for operators and auditors. Newest first. */
export const listKeys = ({ store }: Pick<KeyManaging, 'store'>, principal: Principal): Promise<readonly GatewayKey[]> =>
  store.list(isOperator(principal) || isAuditor(principal) ? null : principal.person);

/** Ends a key at once: within ten seconds no function takes it any more. Asking again changes nothing. */
export async function disableKey(
  managing: KeyManaging,
  principal: Principal,
  accessKeyId: string,
): Promise<Result<GatewayKey, Refusal>> {
  const { store, now } = managing;
  const key = await managedKey(store, principal, accessKeyId);
  if (!key.ok) return key;
  await record(managing, principal, 'DisableKey', key.value);
  const disabled = await store.disable(key.value, now);
  return disabled ? ok(disabled) : err(notFound(accessKeyId));
}

/** Issues the next key of the same person and lifetime; the old one ends after the overlap, or earlier as it would have. */
export async function rotateKey(
  managing: KeyManaging,
  principal: Principal,
  { accessKeyId, overlapMs }: { readonly accessKeyId: string; readonly overlapMs: number },
): Promise<Result<IssuedKey, Refusal>> {
  const { store, now } = managing;
  const found = await managedKey(store, principal, accessKeyId);
  if (!found.ok) return found;
  const old = found.value;
  if (keyEnd(old, now) !== null || old.replacedBy !== null) return err(over(old, now));
  if (!isKnown(managing.organization, old.person)) return err(unknownPerson(old.person));
  const wish = { person: old.person, createdBy: principal.person, now, lifetimeMs: old.expiresAt - old.createdAt };
  const made = await makeKey(wish, managing);
  await record(managing, principal, 'RotateKey', old);
  const outcome = await store.rotate(old, now + overlapMs, made.stored);
  return outcome.kind === 'rotated' ? ok(issued(made)) : err(over(outcome.old ?? old, now));
}

/** Written before it is done: what cannot be recorded is not done. */
const record = (
  { audit, ids, now }: KeyManaging,
  principal: Principal,
  action: KeyEntry['action'],
  { accessKeyId, person }: GatewayKey,
): Promise<void> => audit.append({ id: ids.next(), at: now, action, principal, accessKeyId, person });

const isKnown = ({ people }: Organization, person: string): boolean => people.some(({ id }) => id === person);

const unknownPerson = (person: string): Refusal => ({
  code: 'invalid-key-request',
  detail: `\`${person}\` is no person of organization.yaml: give the e-mail address that stands there`,
});

const issued = ({ stored, pair }: NewKey): IssuedKey => ({ ...pair, key: stored.key });

const mayManage = (principal: Principal, person: string): boolean =>
  principal.person === person || isOperator(principal);

/** A key of another person's is told as not there, unless one may know of it. */
async function managedKey(
  store: KeyStore,
  principal: Principal,
  accessKeyId: string,
): Promise<Result<GatewayKey, Refusal>> {
  const stored = await store.find(accessKeyId);
  if (!stored) return err(notFound(accessKeyId));
  if (mayManage(principal, stored.key.person)) return ok(stored.key);
  return err(isAuditor(principal) ? denied(stored.key.person) : notFound(accessKeyId));
}

const denied = (person: string): Refusal => ({
  code: 'key-denied',
  detail: `keys of \`${person}\` are managed by that person and by people with the role \`operator\`: ask one of them`,
});

const notFound = (accessKeyId: string): Refusal => ({
  code: 'key-not-found',
  detail: `there is no gateway key \`${accessKeyId}\` of yours: list yours with GET /v1/keys`,
});

const over = (key: GatewayKey, now: EpochMs): Refusal => ({
  code: 'key-over',
  detail: `the key \`${key.accessKeyId}\` ${key.replacedBy ? `was replaced by \`${key.replacedBy}\`` : `is ${keyEnd(key, now) ?? 'changed'}`}: issue a new one with POST /v1/keys`,
});
