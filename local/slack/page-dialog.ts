import { type JsonObject, objectOf, objectsIn } from '../sagemaker/json.ts';
import { type Html, html, type Part } from './html.ts';
import { plainText } from './mrkdwn.ts';
import { blocksHtml, type Surface, textHtml } from './page-blocks.ts';
import { deadControl, hiddenHtml } from './page-message.ts';
import type { OpenView, Values } from './views.ts';
import { nameOf, type Workspace } from './workspace.ts';

/** The view that a person has open, as a form. */
export function dialogHtml(open: OpenView, workspace: Workspace): Html {
  const { view, user } = open;
  const surface: Surface = {
    nameOf: nameOf(workspace),
    control: deadControl,
    input: (block) => inputHtml(block, open, workspace),
  };
  const submit = view.submit === null ? null : html`<button class="primary">${textOf(view.submit)}</button>`;
  return html`<section class="dialog" role="dialog" aria-labelledby="dialog-title">
<h2 id="dialog-title">${textOf(view.title)}</h2>
<form method="post" action="/submit">${hiddenHtml({ user, view: view.id })}
${blocksHtml(objectsIn(view.blocks), surface)}
<div class="actions">${submit}<button formaction="/close" formnovalidate>${view.close === null ? 'Close' : textOf(view.close)}</button></div>
</form></section>`;
}

const textOf = (value: unknown): Html => plainText(String(objectOf(value).text));

function inputHtml(block: JsonObject, { typed, errors }: OpenView, workspace: Workspace): Html {
  const element = objectOf(block.element);
  const [blockId, actionId] = [String(block.block_id), String(element.action_id)];
  const error = errors[blockId];
  const id = `input-${blockId}`;
  const field: Field = {
    element,
    id,
    name: inputName(blockId, actionId),
    typed: typed[blockId]?.[actionId] ?? null,
    attributes: html`${block.optional === true ? null : html` required`}${
      error === undefined ? null : html` aria-invalid="true"`
    } aria-describedby="${id}-note"`,
  };
  const label = html`${textHtml(block.label, nameOf(workspace))}${block.optional === true ? ' (optional)' : null}`;
  const note = html`<div id="${id}-note">${error === undefined ? null : html`<p class="error">${error}</p>`}${
    block.hint === undefined ? null : html`<p class="hint">${textHtml(block.hint, nameOf(workspace))}</p>`
  }</div>`;
  return element.type === 'radio_buttons'
    ? html`<fieldset><legend>${label}</legend>${radiosHtml(field)}</fieldset>${note}`
    : html`<label for="${id}">${label}</label>${fieldHtml(field)}${note}`;
}

/** An input element of a view with what was typed; null: nothing was yet. */
interface Field {
  readonly element: JsonObject;
  readonly id: string;
  readonly name: string;
  readonly typed: string | null;
  readonly attributes: Html;
}

function fieldHtml({ element, id, name, typed, attributes }: Field): Html {
  const { type, multiline, min_length, max_length, initial_value } = element;
  const common = html`id="${id}" name="${name}"${attributes}`;
  if (type === 'static_select') return html`<select ${common}>${optionsHtml(element, typed)}</select>`;
  const lengths = html`${typeof min_length === 'number' ? html` minlength="${min_length}"` : null} maxlength="${
    typeof max_length === 'number' ? max_length : 3000
  }"`;
  const placeholder = html` placeholder="${String(objectOf(element.placeholder).text ?? '')}"`;
  const text = typed ?? String(initial_value ?? '');
  // A browser drops one newline after the tag, which is not to be one that was typed.
  if (multiline === true) return html`<textarea rows="4" ${common}${lengths}${placeholder}>\n${text}</textarea>`;
  return html`<input type="text" value="${text}" ${common}${lengths}${placeholder}>`;
}

const optionsHtml = (element: JsonObject, typed: string | null): Part => [
  html`<option value="">${String(objectOf(element.placeholder).text ?? 'Choose')}</option>`,
  ...choicesOf(element, typed).map(
    ({ value, text, isChosen }) => html`<option value="${value}"${isChosen ? html` selected` : null}>${text}</option>`,
  ),
];

const radiosHtml = ({ element, name, typed, attributes }: Field): Part =>
  choicesOf(element, typed).map(
    ({ value, text, isChosen }) =>
      html`<label class="choice"><input type="radio" name="${name}" value="${value}"${
        isChosen ? html` checked` : null
      }${attributes}> ${text}</label>`,
  );

const choicesOf = ({ options, initial_option }: JsonObject, typed: string | null) =>
  objectsIn(options).map(({ value, text }) => ({
    value: String(value),
    text: textOf(text),
    isChosen: value === (typed ?? objectOf(initial_option).value),
  }));

const INPUT_PREFIX = 'value';

/** The name of a form's field for an input; ids may hold any character. */
const inputName = (blockId: string, actionId: string): string =>
  [INPUT_PREFIX, encodeURIComponent(blockId), encodeURIComponent(actionId)].join('/');

/** What a form says was typed into a view. */
export function typedIn(fields: JsonObject): Values {
  const values: Record<string, Record<string, string>> = {};
  for (const [name, value] of Object.entries(fields)) {
    const [prefix, block, action] = name.split('/');
    if (prefix !== INPUT_PREFIX || block === undefined || action === undefined) continue;
    const blockId = decodeURIComponent(block);
    // Browsers send line ends as CR LF; Slack's clients send LF.
    const text = String(value).replaceAll('\r\n', '\n');
    values[blockId] = { ...values[blockId], [decodeURIComponent(action)]: text };
  }
  return values;
}
