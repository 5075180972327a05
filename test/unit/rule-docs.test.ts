import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { RULES } from '../../gateway/rules/index.ts';
import { VALUES_SCHEMA } from '../../gateway/rules/rule.ts';
import { isJsonObject, type Json, type JsonObject, objectIn } from '../../gateway/shared/json.ts';
import { ruleDocs } from '../../scripts/generate-rule-docs.ts';
import { paramRows } from '../../scripts/rule-params.ts';

describe('docs/rules.md', () => {
  it('is what `npm run docs` writes', () => {
    expect(readFileSync('docs/rules.md', 'utf8')).toBe(ruleDocs());
  });

  it.each(RULES.map(({ id, params }) => [id, membersOf(params)] as const))(
    'has of %s the members %j',
    (id, members) => {
      const [, chapter = ''] = ruleDocs().split(`\n## \`${id}\`\n`);
      const [own = ''] = chapter.split('\n## ');
      for (const member of members) expect(own).toMatch(new RegExp(`^\\| \`(?:[^\`]*[.])?${member}\` \\|`, 'm'));
    },
  );

  it.each(RULES.map(({ id, params }) => [id, params] as const))('says what each param of %s means', (_id, params) => {
    expect(paramRows(params).filter(({ means, takes }) => means === '' || takes === '')).toEqual([]);
  });
});

/** Names of a schema's members, however deep, but those of `Values`. */
function membersOf(schema: Json | undefined): readonly string[] {
  if (!isJsonObject(schema)) return [];
  const { properties, items, additionalProperties } = schema;
  const members = Object.entries(objectIn(properties)).filter(([name]) => name !== 'team');
  const inner = [...members.map(([, member]) => member), items, additionalProperties];
  return [...new Set([...members.map(([name]) => name), ...inner.flatMap(membersOf)])];
}

describe('the params of a schema', () => {
  const rowsOf = (properties: JsonObject) => paramRows({ type: 'object', properties, required: ['must'] });

  it.each<readonly [string, JsonObject, readonly (readonly [string, string])[]]>([
    ['a number', { type: 'integer', minimum: 1 }, [['must', 'whole number, at least 1']]],
    ['a list of texts', { type: 'array', items: { type: 'string' } }, [['must', 'list of texts']]],
    ['values', { ...VALUES_SCHEMA, description: 'Some.' }, [['must', '*values*']]],
    ['few words', { type: 'string', enum: ['a', 'b'] }, [['must', '`a`, `b`']]],
    ['words of the vocabulary', { type: 'string', format: 'when-longer' }, [['must', '`refuse`, `clamp`']]],
    ['too many words to list', { type: 'string', format: 'instance-type' }, [['must', 'instance type']]],
    [
      'a mapping by name, of mappings',
      { type: 'object', additionalProperties: { type: 'object', properties: { most: { type: 'boolean' } } } },
      [
        ['must', 'mapping of mappings'],
        ['must.*.most', 'true or false'],
      ],
    ],
    [
      'a list of mappings',
      { type: 'array', items: { type: 'object', properties: { of: { ...VALUES_SCHEMA } } } },
      [
        ['must', 'list of mappings'],
        ['must[].of', '*values*'],
      ],
    ],
    [
      'one of two',
      { oneOf: [{ type: 'string' }, { type: 'object', properties: { inner: { const: 1 } } }] },
      [
        ['must', 'text or mapping'],
        ['must.inner', '`1`'],
      ],
    ],
  ])('%s', (_name, must, rows) => {
    expect(rowsOf({ must }).map(({ name, takes }) => [name, takes])).toEqual(rows);
    expect(rowsOf({ must })[0]).toMatchObject({ isRequired: true });
  });
});
