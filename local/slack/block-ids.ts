import { randomBytes } from 'node:crypto';
import { isJsonObject, type JsonObject, objectsIn } from '../sagemaker/json.ts';

const newId = (): string => randomBytes(4).toString('base64url').slice(0, 5);

const INTERACTIVE = ['button', 'static_select', 'radio_buttons', 'plain_text_input'];

/** The blocks with a block_id each and an action_id for each interactive element: Slack adds those that are absent. */
export const withIds = (blocks: readonly JsonObject[]): readonly JsonObject[] =>
  blocks.map((block) => ({
    block_id: newId(),
    ...block,
    ...(isJsonObject(block.accessory) && { accessory: named(block.accessory) }),
    ...(isJsonObject(block.element) && { element: named(block.element) }),
    ...(Array.isArray(block.elements) && { elements: objectsIn(block.elements).map(named) }),
  }));

const named = (element: JsonObject): JsonObject =>
  INTERACTIVE.some((type) => type === element.type) ? { action_id: newId(), ...element } : element;

/** An interactive element with the id of its block. */
export interface Action {
  readonly blockId: string;
  readonly element: JsonObject;
}

/** All buttons of the blocks. */
export const buttonsOf = (blocks: readonly JsonObject[]): readonly Action[] =>
  blocks.flatMap((block) =>
    [block.accessory, ...objectsIn(block.elements)]
      .filter(isJsonObject)
      .filter(({ type }) => type === 'button')
      .map((element) => ({ blockId: String(block.block_id), element })),
  );

/** All inputs of the blocks of a view. */
export const inputsOf = (blocks: readonly JsonObject[]): readonly Action[] =>
  blocks.flatMap(({ type, block_id, element }) =>
    type === 'input' && isJsonObject(element) ? [{ blockId: String(block_id), element }] : [],
  );
