import type { Fields } from './dynalite.ts';
import { refusal } from './refusal.ts';

/** How long a ClientRequestToken is known. docs.aws.amazon.com, TransactWriteItems (2026). */
const KEPT_MS = 10 * 60 * 1000;

/** What was asked for under each ClientRequestToken. Kept in memory: a restart forgets the tokens. */
export interface Tokens {
  /**
   * Runs once for a token: a repeat gets the first outcome, while it runs and for ten minutes from then on. One that
   * failed wrote nothing and may be tried again. Throws where the token was used for another request.
   */
  once(token: string, requestHash: string, run: () => Promise<Fields>): Promise<Fields>;
}

interface Use {
  readonly requestHash: string;
  readonly expiresAt: number;
  readonly outcome: Promise<Fields>;
}

/** `now` in milliseconds, from any start. */
export function createTokens(now: () => number): Tokens {
  const uses = new Map<string, Use>();
  return {
    once(token, requestHash, run) {
      forgetExpired(uses, now());
      const use = uses.get(token);
      if (use && use.requestHash !== requestHash) throw mismatch();
      if (use) return use.outcome;
      const outcome = run();
      uses.set(token, { requestHash, expiresAt: now() + KEPT_MS, outcome });
      outcome.catch(() => uses.delete(token));
      return outcome;
    },
  };
}

/** A Map keeps the order of insertion, so the oldest come first. */
function forgetExpired(uses: Map<string, Use>, now: number): void {
  for (const [token, { expiresAt }] of uses) {
    if (expiresAt > now) return;
    uses.delete(token);
  }
}

const mismatch = () =>
  refusal(
    'IdempotentParameterMismatchException',
    'the ClientRequestToken was used for another request in the last ten minutes, use a fresh one',
  );
