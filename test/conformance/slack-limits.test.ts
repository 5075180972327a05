import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { messageProblems, viewProblems } from '../../local/slack/limits.ts';
import type { EmbeddedSlack } from '../../local/slack/server.ts';
import { CHANNEL, clientOf, startTestSlack } from '../support/slack/workspace.ts';

let slack: EmbeddedSlack;
beforeAll(async () => {
  slack = await startTestSlack();
});
afterAll(() => slack.close());

const text = (length: number) => 'x'.repeat(length);
const plain = (length: number) => ({ type: 'plain_text', text: text(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: text(length) });
const list = (count: number, item: (index: number) => object) =>
  Array.from({ length: count }, (_, index) => item(index));
const button = (more: object = {}) => ({ type: 'button', text: plain(2), ...more });
const buttons = (...elements: object[]) => ({ blocks: [{ type: 'actions', elements }] });
const divider = (more: object = {}) => ({ type: 'divider', ...more });
const section = (more: object) => ({ blocks: [{ type: 'section', ...more }] });
const option = (value: string) => ({ text: plain(3), value });
const select = (count: number) => ({ type: 'static_select', options: list(count, (index) => option(`o${index}`)) });
/** Sections so long that the blocks are this many characters as JSON. */
function blocksOf(length: number) {
  const filled = list(4, () => ({ type: 'section', text: mrkdwn(3000) }));
  const rest = length - JSON.stringify([...filled, { type: 'section', text: mrkdwn(0) }]).length;
  return { blocks: [...filled, { type: 'section', text: mrkdwn(rest) }] };
}

interface Limit {
  readonly name: string;
  readonly most: number;
  readonly payload: (size: number) => object;
  readonly error?: string;
  /** Where the problem is. */
  readonly at: string;
}

const MESSAGES: readonly Limit[] = [
  { name: 'blocks', most: 50, payload: (size) => ({ blocks: list(size, () => divider()) }), at: '/blocks' },
  {
    name: 'a header',
    most: 150,
    payload: (size) => ({ blocks: [{ type: 'header', text: plain(size) }] }),
    at: '/blocks/0/text/text',
  },
  { name: 'a section', most: 3000, payload: (size) => section({ text: mrkdwn(size) }), at: '/blocks/0/text/text' },
  {
    name: 'fields',
    most: 10,
    payload: (size) => section({ fields: list(size, () => mrkdwn(5)) }),
    at: '/blocks/0/fields',
  },
  {
    name: 'a field',
    most: 2000,
    payload: (size) => section({ fields: [mrkdwn(size)] }),
    at: '/blocks/0/fields/0/text',
  },
  {
    name: 'elements of a context',
    most: 10,
    payload: (size) => ({ blocks: [{ type: 'context', elements: list(size, () => mrkdwn(5)) }] }),
    at: '/blocks/0/elements',
  },
  {
    name: 'elements of actions',
    most: 25,
    payload: (size) => buttons(...list(size, () => button())),
    at: '/blocks/0/elements',
  },
  {
    name: 'the text of a button',
    most: 75,
    payload: (size) => buttons(button({ text: plain(size) })),
    at: '/blocks/0/elements/0/text/text',
  },
  {
    name: 'the value of a button',
    most: 2000,
    payload: (size) => buttons(button({ value: text(size) })),
    at: '/blocks/0/elements/0/value',
  },
  {
    name: 'an action_id',
    most: 255,
    payload: (size) => buttons(button({ action_id: text(size) })),
    at: '/blocks/0/elements/0/action_id',
  },
  {
    name: 'a block_id',
    most: 255,
    payload: (size) => ({ blocks: [divider({ block_id: text(size) })] }),
    at: '/blocks/0/block_id',
  },
  {
    name: 'options of a select',
    most: 100,
    payload: (size) => buttons(select(size)),
    at: '/blocks/0/elements/0/options',
  },
  { name: 'the text', most: 40_000, payload: (size) => ({ text: text(size) }), error: 'msg_too_long', at: '/text' },
  { name: 'all blocks', most: 13_200, payload: blocksOf, error: 'msg_blocks_too_long', at: '/blocks' },
];

describe('a message', () => {
  it.each(MESSAGES)('holds $most of $name, not one more', async ({ most, payload, error = 'invalid_blocks', at }) => {
    const post = (size: number) => clientOf(slack).apiCall('chat.postMessage', { channel: CHANNEL, ...payload(size) });
    expect(messageProblems({ ...payload(most) })).toEqual([]);
    expect(messageProblems({ ...payload(most + 1) })).toEqual([{ error, pointer: at, message: expect.any(String) }]);
    expect((await post(most)).ok).toBe(true);
    const messages = [expect.stringMatching(new RegExp(`^\\[ERROR\\] .+ \\[json-pointer:${at}\\]$`))];
    await expect(post(most + 1)).rejects.toMatchObject({ data: { ok: false, error, response_metadata: { messages } } });
  });

  it.each([
    { name: 'an unknown block', payload: { blocks: [{ type: 'carousel' }] }, says: 'unsupported type: carousel' },
    { name: 'a name that all objects have', payload: { blocks: [{ type: 'toString' }] }, says: 'unsupported type' },
    { name: 'an unknown element', payload: buttons({ type: 'lever' }), says: 'unsupported type: lever' },
    {
      name: 'formatting in a header',
      payload: { blocks: [{ type: 'header', text: mrkdwn(5) }] },
      says: 'unsupported type',
    },
    { name: 'a section of nothing', payload: section({}), says: 'must define one of `text`, `fields`' },
    { name: 'an empty text', payload: section({ text: mrkdwn(0) }), says: 'must be more than 0 characters' },
    {
      name: 'a property too many',
      payload: section({ text: mrkdwn(5), colour: 'red' }),
      says: 'additional property: colour',
    },
    {
      name: 'a block_id twice',
      payload: { blocks: [divider({ block_id: 'a' }), divider({ block_id: 'a' })] },
      says: 'block_id `a` already exists',
    },
    {
      name: 'an action_id twice in a block',
      payload: buttons(button({ action_id: 'a' }), button({ action_id: 'a' })),
      says: 'action_id `a` already exists',
    },
    { name: 'blocks that are no list', payload: { blocks: {} }, says: 'must be an array' },
  ])('is refused for $name', ({ payload, says }) => {
    const problem = { error: 'invalid_blocks', pointer: expect.any(String), message: expect.stringContaining(says) };
    expect(messageProblems({ ...payload })).toEqual([problem]);
  });
});

const modal = (more: object = {}) => ({ type: 'modal', title: plain(4), submit: plain(4), blocks: [], ...more });
const input = (more: object = {}) => ({
  type: 'input',
  label: plain(4),
  element: { type: 'plain_text_input' },
  ...more,
});

describe('a modal', () => {
  it.each<Limit>([
    { name: 'blocks', most: 100, payload: (size) => modal({ blocks: list(size, () => input()) }), at: '/view/blocks' },
    { name: 'a title', most: 24, payload: (size) => modal({ title: plain(size) }), at: '/view/title/text' },
    { name: 'a submit', most: 24, payload: (size) => modal({ submit: plain(size) }), at: '/view/submit/text' },
    { name: 'a close', most: 24, payload: (size) => modal({ close: plain(size) }), at: '/view/close/text' },
    {
      name: 'private_metadata',
      most: 3000,
      payload: (size) => modal({ private_metadata: text(size) }),
      at: '/view/private_metadata',
    },
    {
      name: 'a label',
      most: 2000,
      payload: (size) => modal({ blocks: [input({ label: plain(size) })] }),
      at: '/view/blocks/0/label/text',
    },
  ])('holds $most of $name, not one more', async ({ most, payload, at }) => {
    const open = (size: number) => clientOf(slack).apiCall('views.open', { trigger_id: '1.2', view: payload(size) });
    expect(viewProblems(payload(most))).toEqual([]);
    expect(viewProblems(payload(most + 1))).toEqual([
      { error: 'invalid_arguments', pointer: at, message: expect.any(String) },
    ]);
    await expect(open(most)).rejects.toMatchObject({ data: { error: 'invalid_trigger_id' } });
    await expect(open(most + 1)).rejects.toMatchObject({ data: { error: 'invalid_arguments' } });
  });

  it.each([
    { name: 'an input without submit', view: { type: 'modal', title: plain(4), blocks: [input()] }, says: 'submit' },
    { name: 'no title', view: { type: 'modal', blocks: [] }, says: 'title' },
    { name: 'another type', view: { ...modal(), type: 'home' }, says: 'must be one of modal' },
    { name: 'no object', view: 'modal', says: 'must be an object' },
  ])('is refused for $name', ({ view, says }) => {
    expect(viewProblems(view)).toEqual([expect.objectContaining({ message: expect.stringContaining(says) })]);
  });
});
