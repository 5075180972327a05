import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyPatch, createPatch, type Operation } from 'rfc6902';
import type { Json, JsonObject } from '../../gateway/shared/json.ts';
import { applyChanges, type Change, isWithin, type JsonPatch } from '../../gateway/shared/json-patch.ts';

const name = fc.constantFrom('a', 'b', 'c/d', 'e~f', '0', '~1');
const leaf = fc.oneof(fc.boolean(), fc.integer(), fc.string());
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const request = fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<JsonObject>;
const escaped = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');

/** A pointer through objects only, so that it leads to a member in any request: each step is a name. */
const objectPath = fc
  .array(fc.constantFrom('x', 'y/z', 'y~z'), { minLength: 1, maxLength: 3 })
  .map((steps) => steps.map((step) => `/${escaped(step)}`).join(''));
const change: fc.Arbitrary<Change> = fc.record({ path: objectPath, value: fc.option(value) });
/** What the changes are about: objects, some of them there. */
const base = fc
  .tuple(request, fc.option(fc.constantFrom<Json>({}, { 'y/z': {} }, { x: { x: 1 }, 'y~z': {} })))
  .map(([others, x]): JsonObject => (x === null ? others : { ...others, x }))
  // A leaf on the way cannot hold a member.
  .filter(({ x, 'y/z': yz, 'y~z': wz }) => [x, yz, wz].every((each) => each === undefined || typeof each === 'object'));

const cloned = <T>(json: T): T => JSON.parse(JSON.stringify(json));

/** What another implementation makes of the operations. */
function replayed(from: JsonObject, patches: readonly JsonPatch[]): unknown {
  const copy = cloned(from);
  expect(applyPatch(copy, cloned(patches) as Operation[])).toEqual(patches.map(() => null));
  return copy;
}

const at = (from: Json, path: string): Json | undefined =>
  path
    .split('/')
    .slice(1)
    .reduce<Json | undefined>((inner, step) => {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      return typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as JsonObject)[key]
        : undefined;
    }, from);

const isSound = ({ path }: Change, from: JsonObject): boolean => {
  const parents = path
    .split('/')
    .slice(1, -1)
    .map((_, i, all) => `/${all.slice(0, i + 1).join('/')}`);
  return parents.every((parent) => {
    const inner = at(from, parent);
    return inner === undefined || (typeof inner === 'object' && !Array.isArray(inner));
  });
};

describe('applyChanges', () => {
  it('grants the wish, with operations that any implementation of RFC 6902 carries out alike', () => {
    let changed = 0;
    fc.assert(
      fc.property(base, change, (from, wish) => {
        fc.pre(isSound(wish, from));
        const before = cloned(from);
        const { request: after, patches } = applyChanges(from, [wish]);
        expect(from).toEqual(before);
        expect(replayed(from, patches)).toEqual(after);
        expect(at(after, wish.path)).toEqual(wish.value ?? undefined);
        expect(applyChanges(after, [wish]).patches).toEqual([]);
        changed += patches.length;
      }),
      { numRuns: 500 },
    );
    expect(changed).toBeGreaterThan(200);
  });

  it('makes of one request another, whatever the members', () => {
    fc.assert(
      fc.property(request, request, (from, to) => {
        const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
        const wishes = names.map((member) => ({ path: `/${escaped(member)}`, value: to[member] ?? null }));
        const { request: after, patches } = applyChanges(from, wishes);
        expect(after).toEqual(to);
        expect(replayed(from, patches)).toEqual(to);
        expect(createPatch(after, to)).toEqual([]);
      }),
    );
  });

  it.each<[string, JsonObject, Change, JsonObject, readonly JsonPatch[]]>([
    [
      'appends to a list that is not there',
      {},
      { path: '/Tags/-', value: { Key: 'a' } },
      { Tags: [{ Key: 'a' }] },
      [{ op: 'add', path: '/Tags', value: [{ Key: 'a' }] }],
    ],
    [
      'appends to a list',
      { Tags: [1] },
      { path: '/Tags/-', value: 2 },
      { Tags: [1, 2] },
      [{ op: 'add', path: '/Tags/-', value: 2 }],
    ],
    [
      'changes what is in a list',
      { Tags: [{ Key: 'a', Value: 'b' }, 2] },
      { path: '/Tags/0/Value', value: 'c' },
      { Tags: [{ Key: 'a', Value: 'c' }, 2] },
      [{ op: 'replace', path: '/Tags/0/Value', value: 'c' }],
    ],
    [
      'takes out of a list',
      { Tags: [1, 2, 3] },
      { path: '/Tags/1', value: null },
      { Tags: [1, 3] },
      [{ op: 'remove', path: '/Tags/1' }],
    ],
    [
      'makes what is on the way',
      {},
      { path: '/VpcConfig/Subnets', value: ['a'] },
      { VpcConfig: { Subnets: ['a'] } },
      [{ op: 'add', path: '/VpcConfig', value: { Subnets: ['a'] } }],
    ],
    [
      'adds a member whose name every object knows',
      {},
      { path: '/constructor', value: 'a' },
      { constructor: 'a' } as unknown as JsonObject,
      [{ op: 'add', path: '/constructor', value: 'a' }],
    ],
    ['leaves what is absent', {}, { path: '/a/b', value: null }, {}, []],
    [
      'leaves what is equal, whatever its order',
      { a: { b: 1, c: 2 } },
      { path: '/a', value: { c: 2, b: 1 } },
      { a: { b: 1, c: 2 } },
      [],
    ],
  ])('%s', (_name, from, wish, to, patches) => {
    expect(applyChanges(from, [wish])).toEqual({ request: to, patches });
    expect(replayed(from, patches)).toEqual(to);
  });
});

describe('isWithin', () => {
  it.each([
    ['/Tags/1', '/Tags/1', true],
    ['/Tags/1/Value', '/Tags/1', true],
    ['/Tags/10', '/Tags/1', false],
    ['/Tags', '/Tags/1', false],
    ['', '/Tags/1', false],
  ])('%s in %s: %s', (path, whole, expected) => {
    expect(isWithin(path, whole)).toBe(expected);
  });
});
