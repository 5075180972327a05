import { randomBytes } from 'node:crypto';

/** docs.slack.dev, "Handling user interaction" (2026): a trigger expires 3 seconds after it was sent. */
const LIFE_MS = 3000;

/** So many are remembered, so that an old one is called expired or exchanged rather than unknown. */
const MOST_REMEMBERED = 1000;

interface Trigger {
  readonly user: string;
  readonly issuedAt: number;
  readonly exchanged: boolean;
}

export type Exchanged =
  | { readonly ok: true; readonly user: string }
  | { readonly ok: false; readonly error: 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id' };

/** The ids with which an app opens a view for who has just done something. */
export interface Triggers {
  issue(user: string): string;
  /** Uses the trigger up and says whose it is. */
  exchange(id: string): Exchanged;
}

/** `now`: epoch milliseconds. */
export function createTriggers(now: () => number): Triggers {
  const triggers = new Map<string, Trigger>();
  return {
    issue: (user) => {
      const id = `${now()}.${triggers.size}.${randomBytes(16).toString('hex')}`;
      triggers.set(id, { user, issuedAt: now(), exchanged: false });
      for (const oldest of [...triggers.keys()].slice(0, -MOST_REMEMBERED)) triggers.delete(oldest);
      return id;
    },
    exchange: (id) => {
      const trigger = triggers.get(id);
      if (!trigger) return { ok: false, error: 'invalid_trigger_id' };
      if (trigger.exchanged) return { ok: false, error: 'exchanged_trigger_id' };
      if (now() - trigger.issuedAt > LIFE_MS) return { ok: false, error: 'expired_trigger_id' };
      triggers.set(id, { ...trigger, exchanged: true });
      return { ok: true, user: trigger.user };
    },
  };
}
