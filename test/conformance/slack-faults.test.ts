import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { oneDoor } from '../../local/faults.ts';
import type { EmbeddedSlack } from '../../local/slack/server.ts';
import { CHANNEL, clientOf, startTestSlack } from '../support/slack/workspace.ts';

let slack: EmbeddedSlack;

beforeEach(async () => {
  slack = await startTestSlack();
});
afterEach(() => slack.close());

/** Short of patience, for the fault that never answers. */
const post = () => clientOf(slack, undefined, 200).chat.postMessage({ channel: CHANNEL, text: 'A job waits' });

describe('injected faults', () => {
  it.each([
    { kind: 'refuse', meets: { data: { ok: false, error: 'fatal_error' } }, posted: 0 },
    { kind: 'throttle', meets: { code: 'slack_webapi_rate_limited_error', retryAfter: 1 }, posted: 0 },
    { kind: 'error', meets: { code: 'slack_webapi_http_error', statusCode: 500 }, posted: 0 },
    { kind: 'timeout', meets: { code: 'slack_webapi_request_error' }, posted: 0 },
    { kind: 'lose-answer', meets: { code: 'slack_webapi_request_error' }, posted: 1 },
  ])('$kind befalls one call', async ({ kind, meets, posted }) => {
    const fault = { operation: 'chat.postMessage', kind };
    expect(oneDoor([slack.faults]).add(fault)).toEqual({ ok: true, value: { ...fault, count: 1 } });
    await expect(post()).rejects.toMatchObject(meets);
    const { messages } = await clientOf(slack).conversations.history({ channel: CHANNEL });
    expect(messages).toHaveLength(posted);
    expect((await post()).ok).toBe(true);
  });

  it('says which methods and kinds there are', () => {
    const method = { operation: 'chat.delete', kind: 'refuse' };
    expect(slack.faults.add(method)).toMatchObject({ ok: false, message: expect.stringMatching(/views\.update/) });
    const kind = { operation: 'users.info', kind: 'melt' };
    expect(slack.faults.add(kind)).toMatchObject({ ok: false, message: expect.stringMatching(/lose-answer/) });
  });
});
