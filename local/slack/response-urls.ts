import { randomBytes } from 'node:crypto';

/** docs.slack.dev, "Handling user interaction" (2026): up to 5 times within 30 minutes. */
const MOST_USES = 5;
const LIFE_MS = 30 * 60_000;

/** Who did what where, so that an answer comes to the right place. */
export interface Occasion {
  readonly user: string;
  readonly channel: string;
  /** `ts` of the message that was clicked; null: it was a slash command. */
  readonly message: string | null;
}

export type Redeemed =
  | { readonly ok: true; readonly occasion: Occasion }
  | { readonly ok: false; readonly error: 'unknown_url' | 'used_url' | 'expired_url' };

/** The addresses at which an app answers after its first answer. They do not outlive the process. */
export interface ResponseUrls {
  /** An id that cannot be guessed. */
  issue(occasion: Occasion): string;
  /** Uses the id once more. */
  redeem(id: string): Redeemed;
}

/** `now`: epoch milliseconds. */
export function createResponseUrls(now: () => number): ResponseUrls {
  const issued = new Map<string, { readonly occasion: Occasion; readonly issuedAt: number; readonly uses: number }>();
  return {
    issue: (occasion) => {
      const id = randomBytes(16).toString('hex');
      for (const [old, { issuedAt }] of issued) if (now() - issuedAt > 2 * LIFE_MS) issued.delete(old);
      issued.set(id, { occasion, issuedAt: now(), uses: 0 });
      return id;
    },
    redeem: (id) => {
      const found = issued.get(id);
      if (!found) return { ok: false, error: 'unknown_url' };
      if (now() - found.issuedAt > LIFE_MS) return { ok: false, error: 'expired_url' };
      if (found.uses >= MOST_USES) return { ok: false, error: 'used_url' };
      issued.set(id, { ...found, uses: found.uses + 1 });
      return { ok: true, occasion: found.occasion };
    },
  };
}
