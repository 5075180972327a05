import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { RULES } from '../gateway/rules/index.ts';
import type { Rule } from '../gateway/rules/rule.ts';
import { type Json, type JsonObject, objectIn } from '../gateway/shared/json.ts';
import { namesIn, paramRows } from './rule-params.ts';
import { writeWhole } from './write-whole.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** What the page shows of an entry of a rule's examples.yaml. */
interface Example {
  readonly name: string;
  readonly params?: JsonObject;
  readonly findings: readonly { readonly path?: string; readonly observed?: Json }[];
}

const INTRODUCTION = `<!-- \`npm run docs\` writes this page, from gateway/rules/. -->

# Rules

A policy binds rules, each with params and an enforcement: [policies.md](policies.md) says how. Where a param takes
*values*, it is a list, or \`{team: name}\`: [one of the lists that each team has of its own](policies.md#lists). Paths
are JSON Pointers into the request.
`;

/** docs/rules.md: what every rule judges, what it takes, and its examples. */
export const ruleDocs = (rules: readonly Rule[] = RULES): string =>
  [INTRODUCTION, indexOf(rules), ...rules.map(chapterOn)].join('\n');

const indexOf = (rules: readonly Rule[]): string =>
  table(
    ['rule', 'what it is for'],
    rules.map(({ id, title }) => [`[\`${id}\`](#${id})`, title]),
  );

function chapterOn(rule: Rule): string {
  const folder = join(ROOT, 'gateway/rules', rule.id);
  const notes = join(folder, 'notes.md');
  const examples: readonly Example[] = parse(readFileSync(join(folder, 'examples.yaml'), 'utf8'));
  return [
    `## \`${rule.id}\`\n`,
    `${rule.title}.${rule.waivable ? '' : ' No waiver lifts it.'}\n`,
    paramsOf(rule.params),
    ...(existsSync(notes) ? [readFileSync(notes, 'utf8')] : []),
    bindingOf(rule.id, examples),
    table(
      ['example', 'what is found'],
      examples.filter(isTelling).map(({ name, findings }) => [name, foundIn(findings)]),
    ),
  ].join('\n');
}

function paramsOf(schema: JsonObject): string {
  const rows = paramRows(schema);
  if (rows.length === 0) return 'It takes no params.\n';
  return [
    table(
      ['param', 'takes', 'what it says', 'required'],
      rows.map(({ name, takes, means, isRequired }) => [`\`${name}\``, takes, means, isRequired ? 'yes' : '']),
    ),
    ...demandsOf(schema),
  ].join('\n');
}

/** What a schema says of its params together. */
function demandsOf({ minProperties, dependentRequired }: JsonObject): readonly string[] {
  const dependent = Object.entries(objectIn(dependentRequired)).map(([name, others]) => {
    return `\`${name}\` needs \`${namesIn(others).join('` and `')}\`.`;
  });
  const sentences = [...(minProperties === undefined ? [] : ['At least one param is needed.']), ...dependent];
  return sentences.length === 0 ? [] : [`${sentences.join(' ')}\n`];
}

/** A binding with the params of the first example that finds something. */
function bindingOf(rule: string, examples: readonly Example[]): string {
  const failing = examples.filter(({ findings }) => findings.length > 0);
  const params = failing.find((example) => example.params)?.params;
  const binding = { rule, enforcement: 'deny', ...(params && { params }) };
  return `\`\`\`yaml\n${stringify({ bindings: [binding] }, { lineWidth: 0 })}\`\`\`\n`;
}

/** Some examples are about what would mend a request, and leave open what is found. */
const isTelling = ({ findings }: Example): boolean =>
  findings.every(({ path, observed }) => path !== undefined || observed !== undefined);

const foundIn = (findings: Example['findings']): string =>
  findings.length === 0 ? 'passes' : findings.map(({ path, observed }) => found(path, observed)).join(', ');

function found(path: string | undefined, observed: Json | undefined): string {
  const what = path === undefined ? 'a violation' : path === '' ? 'the whole request' : `\`${path}\``;
  if (observed === undefined) return what;
  return `${what}: ${observed === null || observed === '' ? 'nothing there' : `\`${shortened(typeof observed === 'string' ? observed : JSON.stringify(observed))}\``}`;
}

const MOST_SHOWN = 60;
const shortened = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

/** A table of Markdown. */
function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(headings), `|${'---|'.repeat(headings.length)}`, ...rows.map(line)].join('\n')}\n`;
}

if (import.meta.main) await writeWhole(join(ROOT, 'docs/rules.md'), ruleDocs());
