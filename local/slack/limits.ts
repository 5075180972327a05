import { isJsonObject, type JsonObject, objectsIn } from '../sagemaker/json.ts';
import { identifier, messageBlocks, modalBlocks, plain } from './block-checks.ts';
import { both, type Check, type Flaw, flag, object, oneOf, string } from './checks.ts';

/** Why Slack refuses a payload: the error it answers with, and where and how the payload is wrong. */
export interface Problem extends Flaw {
  readonly error: string;
}

/** docs.slack.dev, chat.postMessage (2026): longer texts are cut off there; here they are refused. */
const MAX_TEXT_CHARACTERS = 40_000;

/**
 * Not documented: messages were refused from about 13,200 characters on (github.com/slackapi/bolt-js/issues/2509), and
 * with texts of 11,341 where the blocks around them were many (issues/2867). So the blocks are counted with all that
 * is around the texts, which is never too lenient.
 */
const MAX_BLOCKS_CHARACTERS = 13_200;

/**
 * What Slack refuses about the content of a message, as chat.postMessage, chat.update and chat.postEphemeral get it
 * (`blocks` and `metadata` as values, not as JSON text). None: Slack takes it.
 */
export function messageProblems(message: JsonObject): readonly Problem[] {
  const { text = '', blocks = [], metadata = null } = message;
  if (text === '' && Array.isArray(blocks) && blocks.length === 0) return problem('no_text', '/text', 'missing');
  return [
    ...named('invalid_blocks', messageBlocks(blocks, '/blocks')),
    ...named('msg_too_long', string(MAX_TEXT_CHARACTERS)(text, '/text')),
    ...blocksLength(blocks),
    ...(metadata === null ? [] : named('invalid_metadata_format', messageMetadata(metadata, '/metadata'))),
  ];
}

function blocksLength(blocks: unknown): readonly Problem[] {
  const { length } = JSON.stringify(blocks);
  if (length <= MAX_BLOCKS_CHARACTERS) return [];
  return problem('msg_blocks_too_long', '/blocks', `must be less than ${MAX_BLOCKS_CHARACTERS + 1} characters in all`);
}

/** An empty object takes metadata away in chat.update. */
const messageMetadata: Check = (value, pointer) =>
  isJsonObject(value) && Object.keys(value).length === 0 ? [] : fullMetadata(value, pointer);
const isObject: Check = (value, pointer) => (isJsonObject(value) ? [] : [{ pointer, message: 'must be an object' }]);
const fullMetadata = object({ event_type: string(255, 1), event_payload: isObject }, ['event_type', 'event_payload']);

/** What Slack refuses about a modal, as views.open and views.update get it (as a value). None: Slack takes it. */
export const viewProblems = (view: unknown): readonly Problem[] => [
  ...named('invalid_arguments', both(modal, submitWithInputs)(view, '/view')),
  ...(Buffer.byteLength(JSON.stringify(view)) <= MAX_VIEW_BYTES
    ? []
    : problem('view_too_large', '/view', `must be at most ${MAX_VIEW_BYTES} bytes`)),
];

/** docs.slack.dev, views.open (2026): "greater than 250kb". */
const MAX_VIEW_BYTES = 250_000;

const modal = object(
  {
    type: oneOf('modal'),
    title: plain(24),
    submit: plain(24),
    close: plain(24),
    blocks: modalBlocks,
    private_metadata: string(3000),
    callback_id: identifier,
    external_id: identifier,
    clear_on_close: flag,
    notify_on_close: flag,
    submit_disabled: flag,
  },
  ['type', 'title', 'blocks'],
);

/** docs.slack.dev, "Modal views" (2026): submit is required where a block is an input. */
const submitWithInputs: Check = (view, pointer) =>
  isJsonObject(view) && view.submit === undefined && objectsIn(view.blocks).some(({ type }) => type === 'input')
    ? [{ pointer, message: 'missing required field: submit' }]
    : [];

/** As Slack says it in `response_metadata.messages`. */
export const problemText = ({ message, pointer }: Flaw): string => `[ERROR] ${message} [json-pointer:${pointer}]`;

const problem = (error: string, pointer: string, message: string): readonly Problem[] => [{ error, pointer, message }];
const named = (error: string, flaws: readonly Flaw[]): readonly Problem[] =>
  flaws.map((found) => ({ error, ...found }));
