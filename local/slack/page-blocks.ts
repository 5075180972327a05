import { isJsonObject, type JsonObject, objectOf, objectsIn } from '../sagemaker/json.ts';
import { type Html, html, type Part } from './html.ts';
import { mrkdwn, type NameOf, plainText } from './mrkdwn.ts';

/** How a block is shown where it stands. */
export interface Surface {
  readonly nameOf: NameOf;
  /** A button, a choice or another element that a person acts on. */
  control(element: JsonObject, blockId: string): Part;
  /** An input block. */
  input(block: JsonObject): Part;
}

/** The blocks as HTML. */
export const blocksHtml = (blocks: readonly JsonObject[], surface: Surface): Html =>
  html`${blocks.map((block) => html`<div class="block">${blockHtml(block, surface)}</div>`)}`;

function blockHtml(block: JsonObject, surface: Surface): Part {
  const elements = objectsIn(block.elements);
  const blockId = String(block.block_id);
  switch (block.type) {
    case 'header':
      return html`<h3>${textHtml(block.text, surface.nameOf)}</h3>`;
    case 'section':
      return sectionHtml(block, surface);
    case 'divider':
      return html`<hr>`;
    case 'context':
      return html`<div class="context">${elements.map((element) => html`<span>${noteHtml(element, surface)}</span> `)}</div>`;
    case 'actions':
      return html`<div class="actions">${elements.map((element) => surface.control(element, blockId))}</div>`;
    case 'image':
      return html`<figure>${imageHtml(block)}<figcaption>${textHtml(block.title, surface.nameOf)}</figcaption></figure>`;
    case 'input':
      return surface.input(block);
    default:
      return html`<pre>${JSON.stringify(block)}</pre>`;
  }
}

function sectionHtml(block: JsonObject, surface: Surface): Html {
  const fields = objectsIn(block.fields).map((field) => html`<div>${textHtml(field, surface.nameOf)}</div>`);
  const accessory = isJsonObject(block.accessory) ? block.accessory : null;
  return html`${isJsonObject(block.text) ? html`<p>${textHtml(block.text, surface.nameOf)}</p>` : null}${
    fields.length > 0 ? html`<div class="fields">${fields}</div>` : null
  }${accessory && html`<div class="actions">${accessoryHtml(accessory, String(block.block_id), surface)}</div>`}`;
}

const accessoryHtml = (accessory: JsonObject, blockId: string, surface: Surface): Part =>
  accessory.type === 'image' ? imageHtml(accessory) : surface.control(accessory, blockId);

const noteHtml = (element: JsonObject, { nameOf }: Surface): Html =>
  element.type === 'image' ? imageHtml(element) : textHtml(element, nameOf);

/** Named, not fetched: the page shows nothing that comes from elsewhere. */
const imageHtml = ({ alt_text }: JsonObject): Html => html`<span class="image">[${String(alt_text)}]</span>`;

/** A text object, by its type. */
export function textHtml(value: unknown, nameOf: NameOf): Html {
  const { type, text } = objectOf(value);
  if (typeof text !== 'string') return html``;
  return type === 'mrkdwn' ? mrkdwn(text, nameOf) : plainText(text);
}
