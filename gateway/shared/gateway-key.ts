import type { EpochMs } from './clock.ts';

const DAY_MS = 24 * 3_600_000;

/** How long keys last and overlap, in milliseconds. */
export const KEY_TIMES = { shortest: 3_600_000, usual: 90 * DAY_MS, longest: 366 * DAY_MS, overlap: DAY_MS } as const;

/** An access key pair, as AWS clients take it. */
export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The form of every id that the gateway has given out. */
export const isGatewayKeyId = (text: string): boolean => /^AKGW[A-Z2-7]{16}$/.test(text);

/** What may be told of a key that the gateway issued to a person; never its secret. */
export interface GatewayKey {
  /** `AKGW` and 16 of A–Z and 2–7. */
  readonly accessKeyId: string;
  /** Whose requests it signs; need not be in organization.yaml any more. */
  readonly person: string;
  readonly createdAt: EpochMs;
  /** A person; `local` on one machine. */
  readonly createdBy: string;
  /** When it ends. A rotation brings it nearer; nothing puts it off. */
  readonly expiresAt: EpochMs;
  /** null: never was. */
  readonly disabledAt: EpochMs | null;
  /** To the hour; null: never. */
  readonly lastUsedAt: EpochMs | null;
  /** The key that took its place; null: none did. */
  readonly replacedBy: string | null;
}

/** A secret that only a data key opens, and that data key, wrapped. */
export interface SealedSecret {
  readonly wrapped: Uint8Array;
  readonly sealed: Uint8Array;
}

/** What is kept of a key. */
export interface StoredKey {
  readonly key: GatewayKey;
  readonly secret: SealedSecret;
}

/** Why a key signs nothing at a time; null: it does. */
export const keyEnd = ({ disabledAt, expiresAt }: GatewayKey, now: EpochMs): 'disabled' | 'expired' | null =>
  disabledAt !== null ? 'disabled' : now >= expiresAt ? 'expired' : null;
