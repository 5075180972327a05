import { anyOf, both, byType, type Check, flag, list, object, oneOf, string, unique, whole } from './checks.ts';

// Every number: docs.slack.dev, reference of Block Kit: blocks, block elements, composition objects (2026).

/** A text object of 1 to `most` characters without formatting. */
export const plain = (most: number): Check =>
  byType({ plain_text: object({ type: string(99), text: string(most, 1), emoji: flag }, ['text']) });

const anyText = (most: number): Check =>
  byType({
    plain_text: plain(most),
    mrkdwn: object({ type: string(99), text: string(most, 1), verbatim: flag }, ['text']),
  });

/** Of block_id, action_id, callback_id and external_id. */
export const identifier: Check = string(255, 1);

const confirm = object(
  {
    title: plain(100),
    text: anyText(300),
    confirm: plain(30),
    deny: plain(30),
    style: oneOf('primary', 'danger'),
  },
  ['title', 'text', 'confirm', 'deny'],
);

/** A choice is checked by its parts only: that an initial one is among the options is left out. */
const option = object({ text: anyText(75), value: string(150, 1), description: anyText(75) }, ['text', 'value']);

const element = (fields: Readonly<Record<string, Check>>, required: readonly string[]): Check =>
  object({ type: string(99), action_id: identifier, ...fields }, required);

const button = element(
  {
    text: plain(75),
    value: string(2000),
    url: string(3000),
    confirm,
    style: oneOf('primary', 'danger'),
    accessibility_label: string(75),
  },
  ['text'],
);

const static_select = element(
  {
    placeholder: plain(150),
    options: list(option, 1, 100),
    initial_option: option,
    confirm,
    focus_on_load: flag,
  },
  ['options'],
);

const radio_buttons = element({ options: list(option, 1, 10), initial_option: option, confirm, focus_on_load: flag }, [
  'options',
]);

const plain_text_input = element(
  {
    multiline: flag,
    placeholder: plain(150),
    initial_value: string(3000),
    min_length: whole(0, 3000),
    max_length: whole(1, 3000),
    focus_on_load: flag,
  },
  [],
);

const pictured = { image_url: string(3000, 1), alt_text: string(2000, 1) };
const picture = object({ type: string(99), ...pictured }, ['image_url', 'alt_text']);

const block = (fields: Readonly<Record<string, Check>>, required: readonly string[]): Check =>
  object({ type: string(99), block_id: identifier, ...fields }, required);

const inMessages: Readonly<Record<string, Check>> = {
  header: block({ text: plain(150) }, ['text']),
  section: both(
    block(
      {
        text: anyText(3000),
        fields: list(anyText(2000), 1, 10),
        expand: flag,
        accessory: byType({ button, static_select, radio_buttons, image: picture }),
      },
      [],
    ),
    anyOf('text', 'fields'),
  ),
  divider: block({}, []),
  context: block(
    { elements: list(byType({ image: picture, plain_text: anyText(3000), mrkdwn: anyText(3000) }), 1, 10) },
    ['elements'],
  ),
  actions: block(
    {
      elements: both(list(byType({ button, static_select, radio_buttons }), 1, 25), unique('action_id')),
    },
    ['elements'],
  ),
  image: block({ ...pictured, title: plain(2000) }, ['image_url', 'alt_text']),
};

const input = block(
  {
    label: plain(2000),
    hint: plain(2000),
    optional: flag,
    dispatch_action: flag,
    element: byType({ plain_text_input, static_select, radio_buttons }),
  },
  ['label', 'element'],
);

const blocks = (types: Readonly<Record<string, Check>>, most: number): Check =>
  both(list(byType(types), 0, most), unique('block_id'));

/** The blocks of a message: at most 50, each of a type and within the limits that Slack sets for messages. */
export const messageBlocks: Check = blocks(inMessages, 50);

/** The blocks of a modal: at most 100, among them inputs. */
export const modalBlocks: Check = blocks({ ...inMessages, input }, 100);
