import type { GatewayAnswer } from './gateway-call.ts';

/** What came of something that a person did. `error`: what Slack shows where it went wrong; null: nothing did. */
export interface Outcome extends Pick<GatewayAnswer, 'status' | 'body' | 'milliseconds'> {
  readonly error: string | null;
}

/** The person, message, button or view that was named is not there: nothing was sent. */
export interface Impossible {
  readonly impossible: string;
}

/** The answer with what Slack makes of it. */
export const outcomeOf = ({ status, body, milliseconds }: GatewayAnswer, error: string | null): Outcome => ({
  status,
  body,
  milliseconds,
  error,
});
