import { createHmac, timingSafeEqual } from 'node:crypto';
import { err, ok, type Result } from '../shared/result.ts';
import { type HeaderPair, headerValues } from './sigv4.ts';

/** How far a request may be off in time, either way, in seconds (docs.slack.dev, Verifying requests from Slack, 2026-11). */
export const MAX_SKEW_SECONDS = 300;
/** Longer ones are none of Slack's: its payloads are a few kilobytes, a message's blocks included. */
const MAX_BODY_BYTES = 128 * 1024;

export interface SlackRequest {
  readonly headers: readonly HeaderPair[];
  /** As it arrived: what is signed. */
  readonly body: Uint8Array;
}

/** What a request says of itself, before anybody knows whether it is true. */
export interface SlackClaim {
  readonly timestamp: string;
  readonly signature: string;
}

/** What a request has to say to be looked at; or why it is none of Slack's, for the log. Takes no secret. Never throws. */
export function slackClaimOf({ headers, body }: SlackRequest, nowMs: number): Result<SlackClaim, string> {
  if (body.byteLength > MAX_BODY_BYTES) return err('the body is too long');
  const [timestamp, ...otherTimes] = headerValues(headers, 'x-slack-request-timestamp');
  const [signature, ...otherSignatures] = headerValues(headers, 'x-slack-signature');
  if (timestamp === undefined || signature === undefined) return err('it is not signed');
  if (otherTimes.length + otherSignatures.length > 0) return err('it is signed twice');
  if (!/^\d{1,12}$/.test(timestamp)) return err('its time is none');
  const isOfNow = Math.abs(nowMs / 1000 - Number(timestamp)) <= MAX_SKEW_SECONDS;
  if (!isOfNow) return err('its time is not of now');
  return /^v0=[0-9a-f]{64}$/.test(signature) ? ok({ timestamp, signature }) : err('its signature is none');
}

/**
 * Whether Slack made the request, by its signature over the bytes that arrived. Nothing of the body is looked at before.
 * Returns the signature, which no other request has; or why not, for the log. Never throws.
 * INVARIANT: an empty secret, a header that is missing or comes twice, and a time that is not of now verify nothing.
 */
export function verifySlack(request: SlackRequest, signingSecret: string, nowMs: number): Result<string, string> {
  const claim = slackClaimOf(request, nowMs);
  if (!claim.ok) return claim;
  if (signingSecret === '') return err('there is no signing secret');
  const { timestamp, signature } = claim.value;
  const { body } = request;
  const expected = Buffer.from(`v0=${hmac(signingSecret, timestamp, body)}`);
  const given = Buffer.from(signature);
  const isSame = given.length === expected.length && timingSafeEqual(given, expected);
  return isSame ? ok(signature) : err('its signature is not that of its bytes');
}

const hmac = (secret: string, timestamp: string, body: Uint8Array): string =>
  createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
