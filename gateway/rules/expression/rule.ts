import { type Check, defineRule } from '../rule.ts';
import { loaded, type Params, slot } from './slot.ts';

const text = { type: 'string', maxLength: 4000 };
const cel = { ...text, minLength: 1 };
// biome-ignore lint/suspicious/noTemplateCurlyInString: that is how policies write it.
const HOLES = '`${…}` in it holds CEL.';

/**
 * What an organisation demands beyond the rules that there are, written in CEL. The engine that runs it is not imported
 * here: it takes a function longer to load than all other rules together.
 */
export const expression = defineRule<Params>({
  id: 'expression',
  title: 'A job meets a condition of the organisation’s own',
  params: {
    type: 'object',
    properties: {
      expression: { ...cel, description: 'CEL: true where the job passes.' },
      each: { ...cel, description: 'CEL: a list. The expression is judged for each `item` of it, at `index` from 0.' },
      path: { ...text, description: `JSON Pointer of what is judged. ${HOLES}` },
      message: { ...cel, description: `What is wrong, in a sentence. ${HOLES}` },
      remedy: { ...cel, description: `What to do about it. ${HOLES}` },
      observed: { ...cel, description: 'CEL: what the job has.' },
      limit: { ...cel, description: 'CEL: what is allowed.' },
      fix: {
        type: 'array',
        minItems: 1,
        maxItems: 20,
        items: {
          type: 'object',
          properties: {
            path: { ...cel, description: `JSON Pointer of a member. ${HOLES}` },
            value: { ...cel, description: 'CEL: what it is to be; null: absent.' },
          },
          required: ['path', 'value'],
          additionalProperties: false,
        },
        description: 'The changes after which the job passes.',
      },
      about: {
        ...cel,
        description:
          'What is demanded, for people who submit jobs: Markdown, no full stop; else they are shown the expression.',
      },
    },
    required: ['expression', 'message', 'remedy'],
    additionalProperties: false,
  },
  sentences: ({ about, expression, each }) => [
    about ?? (each === undefined ? '' : `for each \`item\` of ${code(each)}: `) + code(expression),
  ],
  tagKeys: (params) => loaded(slot.engine).tagKeys(params),
  flaws: (params) => loaded(slot.checker)(params),
  load: async () => {
    slot.engine = (await import('./cel-engine.ts')).engine;
  },
  check: (params): Check => loaded(slot.engine).open(params),
});

/** As code of Markdown, on one line. */
function code(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}
