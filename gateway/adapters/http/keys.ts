import type { IssuedKey } from '../../flows/keys.ts';
import type { Refusal } from '../../shared/errors.ts';
import type { GatewayKey } from '../../shared/gateway-key.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { type HttpAnswer, json } from './answer.ts';
import { membersOf } from './members.ts';
import { iso } from './rest.ts';

const HOUR_MS = 3_600_000;

/** What may be asked of a new key; null: the usual. */
export interface KeyRequest {
  readonly person: string | null;
  readonly days: number | null;
}

/** Reads `{person?, days?}`; an empty body asks for the usual. Nothing unknown is passed over. */
export function keyRequestOf(body: Uint8Array): Result<KeyRequest, Refusal> {
  const members = membersOf(body, ['person', 'days'], CODE);
  if (!members.ok) return members;
  const { person = null, days = null } = members.value;
  if (person !== null && typeof person !== 'string') return refused('`person` is an e-mail address');
  if (days !== null && typeof days !== 'number') return refused('`days` is a number');
  return ok({ person: person?.toLowerCase() ?? null, days });
}

/** Reads `{overlapHours?}`, in milliseconds; null: the usual. */
export function overlapOf(body: Uint8Array): Result<number | null, Refusal> {
  const members = membersOf(body, ['overlapHours'], CODE);
  if (!members.ok) return members;
  const { overlapHours = null } = members.value;
  if (overlapHours === null) return ok(null);
  const isHours = typeof overlapHours === 'number' && overlapHours >= 0;
  return isHours ? ok(Math.round(overlapHours * HOUR_MS)) : refused('`overlapHours` is a number from 0 on');
}

const CODE = 'invalid-key-request';

const refused = (detail: string): Result<never, Refusal> => err({ code: CODE, detail });

/** What is told of a key. */
export const keyView = (key: GatewayKey) => ({
  ...key,
  createdAt: iso(key.createdAt),
  expiresAt: iso(key.expiresAt),
  disabledAt: key.disabledAt === null ? null : iso(key.disabledAt),
  lastUsedAt: key.lastUsedAt === null ? null : iso(key.lastUsedAt),
});

/** With its secret, which no other answer has. */
export const issuedView = ({ key, secretAccessKey }: IssuedKey) => ({ ...keyView(key), secretAccessKey });

export const issuedKey = (issued: IssuedKey): HttpAnswer => json(201, issuedView(issued));
export const oneKey = (key: GatewayKey): HttpAnswer => json(200, keyView(key));
export const keyList = (keys: readonly GatewayKey[]): HttpAnswer => json(200, { keys: keys.map(keyView) });
