import { describe, expect, it, jest } from '@jest/globals';
import { createTokens } from '../../local/dynamodb/tokens.ts';

const MINUTE_MS = 60_000;

describe('a ClientRequestToken', () => {
  it.each([
    ['just before ten minutes', 10 * MINUTE_MS - 1, 1],
    ['at ten minutes', 10 * MINUTE_MS, 2],
  ])('runs again or not: %s', async (_case, elapsedMs, runs) => {
    let now = 0;
    const tokens = createTokens(() => now);
    const run = jest.fn(async () => ({}));
    await tokens.once('token', 'hash', run);
    now = elapsedMs;
    await tokens.once('token', 'hash', run);
    expect(run).toHaveBeenCalledTimes(runs);
  });

  it('may be used for another request after ten minutes', async () => {
    let now = 0;
    const tokens = createTokens(() => now);
    await tokens.once('token', 'hash', async () => ({ first: true }));
    expect(() => tokens.once('token', 'other', async () => ({}))).toThrow('another request');
    now = 10 * MINUTE_MS;
    expect(await tokens.once('token', 'other', async () => ({ second: true }))).toEqual({ second: true });
  });
});
