/** Markup that is safe to send: only the tag `html` below makes it, out of what it escaped. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What a template may hold; null is nothing, a list is its parts one after the other. */
export type Part = string | number | Html | null | readonly Part[];

/** A template whose values are escaped, for text and for attributes in double quotes. Only `Html` stays as it is. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(strings.map((text, index) => (index === 0 ? text : markupOf(values[index - 1]) + text)).join(''));
}

function markupOf(part: Part | undefined): string {
  if (part === null || part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'object') return part.map(markupOf).join('');
  return String(part).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
