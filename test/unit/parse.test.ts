import { describe, expect, it } from '@jest/globals';
import { MAX_BODY_BYTES, MAX_DEPTH, MAX_ENTRIES, parseBody } from '../../gateway/actions/parse.ts';
import { cpuMs } from '../support/cpu-time.ts';

const parse = (text: string) => parseBody(Buffer.from(text));
const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
const members = (count: number) => `{${Array.from({ length: count }, (_, index) => `"k${index}":1`).join(',')}}`;
const items = (count: number) => `{"a":[${Array.from({ length: count - 1 }, () => '1').join(',')}]}`;
/** A body of exactly so many bytes. */
const sized = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;

describe('parseBody accepts', () => {
  it.each([
    ['an empty object', '{}', {}],
    ['white space of all four kinds', ' \t\r\n{ "a" : 1 }\n', { a: 1 }],
    ['text beyond ASCII and escapes', '{"é":"\\u00e9😀\\n"}', { é: 'é😀\n' }],
    [
      'numbers that a double holds',
      '{"a":[0.10,1e3,-0.5E-2,1.50,-0,12345678901234567000]}',
      { a: [0.1, 1000, -0.005, 1.5, -0, 12345678901234567000] },
    ],
    ['the same name in different objects', '{"a":{"b":1},"c":{"b":1}}', { a: { b: 1 }, c: { b: 1 } }],
    ['constructor and prototype as plain names', '{"constructor":{"prototype":1}}', { constructor: { prototype: 1 } }],
    ['structure inside strings', '{"a":"{[,:\\"]}","b":"\\\\"}', { a: '{[,:"]}', b: '\\' }],
    ['the deepest nesting allowed', nested(MAX_DEPTH), JSON.parse(nested(MAX_DEPTH))],
    ['as many members as allowed', members(MAX_ENTRIES), JSON.parse(members(MAX_ENTRIES))],
    ['as many items as allowed', items(MAX_ENTRIES), JSON.parse(items(MAX_ENTRIES))],
    ['the largest body allowed', sized(MAX_BODY_BYTES), JSON.parse(sized(MAX_BODY_BYTES))],
  ])('%s', (_name, text, value) => {
    expect(parse(text)).toEqual({ ok: true, value });
  });
});

describe('parseBody refuses', () => {
  it.each([
    ['nothing', '', 'expected a value, but the body ends (line 1, column 1)'],
    [
      'an open object',
      '{"a":1',
      'expected `,` or the end of the object, list or body, but the body ends (line 1, column 7)',
    ],
    ['a trailing comma', '{"a":1,}', 'expected a member name in double quotes, but found `}` (line 1, column 8)'],
    [
      'a name without quotes',
      '{a:1}',
      'expected a member name in double quotes or `}`, but found `a` (line 1, column 2)',
    ],
    ['no colon', '{"a" 1}', 'expected `:`, but found `1` (line 1, column 6)'],
    ['a comma in a list too many', '{\n "a": [1,\n ]}', 'expected a value, but found `]` (line 3, column 2)'],
    ['a leading zero', '{"a":01}', 'but found `1` (line 1, column 7)'],
    ['NaN', '{"a":NaN}', 'expected a value, but found `N` (line 1, column 6)'],
    ['text after the object', '{} x', 'but found `x` (line 1, column 4)'],
    ['single quotes', "{'a':1}", "found `'` (line 1, column 2)"],
    [
      'a raw line break in a string',
      '{"a":"\n"}',
      'a string that is not closed or not escaped as JSON demands (line 1, column 6)',
    ],
    [
      'an unknown escape',
      '{"a":"\\x"}',
      'a string that is not closed or not escaped as JSON demands (line 1, column 6)',
    ],
    [
      'a string without end',
      '{"a":"secret',
      'a string that is not closed or not escaped as JSON demands (line 1, column 6)',
    ],
    ['an invisible character', '{\u202e}', 'but found `\\u202e` (line 1, column 2)'],
    ['a list', '[]', 'the body is a list: send a JSON object'],
    ['null', 'null', 'the body is null: send a JSON object'],
    ['text', '"{}"', 'the body is a string: send a JSON object'],
    ['a name twice', '{"a":1,\n "b":{"c":1},\n "a":3}', 'member `a` is there twice: keep one (line 3, column 2)'],
    ['a name twice, once escaped', '{"a":1,"\\u0061":2}', 'member `a` is there twice: keep one (line 1, column 8)'],
    [
      'a name twice in a list',
      '{"Tags":[{"Key":1,"Key":1}]}',
      'member `Key` is there twice: keep one (line 1, column 19)',
    ],
    ['__proto__', '{"a":{"__proto__":{}}}', 'member `__proto__` is not allowed: remove it (line 1, column 7)'],
    ['__proto__, escaped', '{"__pr\\u006fto__":1}', 'member `__proto__` is not allowed: remove it (line 1, column 2)'],
    ['an integer past 2^53', '{"a":{"Seed":9007199254740993}}', 'the number in member `Seed` does not fit a double'],
    ['an infinite number', '{"a":[1e400]}', 'the number in member `a` does not fit a double'],
    ['a number that becomes 0', '{"a":1e-400}', 'the number in member `a` does not fit a double'],
    ['too many digits', '{"a":3.14159265358979323846}', 'the number in member `a` does not fit a double'],
    ['too deep nesting', nested(MAX_DEPTH + 1), 'the body nests more than 32 objects and lists: flatten it'],
    ['too many members', members(MAX_ENTRIES + 1), 'the body has more than 20000 members and items: shorten it'],
    ['too many items', items(MAX_ENTRIES + 1), 'the body has more than 20000 members and items: shorten it'],
    ['a byte order mark', '\ufeff{}', 'the body starts with a byte order mark: send it without'],
  ])('%s', (_name, text, message) => {
    const result = parse(text);
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-json' } });
    expect(result.ok ? '' : result.error.detail).toContain(message);
  });

  it('bytes that are not UTF-8', () => {
    const error = { code: 'invalid-json', detail: 'the body is not UTF-8: encode it as UTF-8' };
    expect(parseBody(Uint8Array.of(0x7b, 0xff, 0x7d))).toEqual({ ok: false, error });
  });

  it('one byte too many, as too large', () => {
    const detail = 'the body has 524289 bytes, more than the 524288 allowed: shorten it';
    expect(parse(sized(MAX_BODY_BYTES + 1))).toEqual({ ok: false, error: { code: 'request-too-large', detail } });
  });

  it('a number without showing it', () => {
    const result = parse('{"HyperParameters":{"pin":12345678901234567891}}');
    expect(result.ok ? '' : result.error.detail).not.toContain('1234567');
  });
});

/** Far above what each takes (a few milliseconds), far below what quadratic work would. */
const GENEROUS_MS = 500;
const MOST_HEAP_BYTES = 64 * 1024 * 1024;

describe('parseBody takes little time and memory for', () => {
  it.each([
    ['5 MB', sized(5_000_000)],
    ['10,000 levels', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['80,000 short members', `{${'"a":1,'.repeat(80_000)}"b":1}`],
    ['a name twice among 20,000', `{${members(MAX_ENTRIES - 1).slice(1, -1)},"k1":1}`],
    ['a string that never ends', `{"a":"${'x'.repeat(500_000)}`],
    ['escapes that never end', `{"a":"${'\\n'.repeat(250_000)}`],
    ['half a million digits', `{"a":1${'0'.repeat(500_000)}1}`],
    ['half a million zeros before a digit', `{"a":0.${'0'.repeat(500_000)}1}`],
    ['half a million digits of exponent', `{"a":1e-${'9'.repeat(500_000)}}`],
  ])('%s', (_name, text) => {
    const body = Buffer.from(text);
    const before = process.memoryUsage().heapUsed;
    const parsed = () => cpuMs(() => expect(parseBody(body).ok).toBe(false));
    // The collector of garbage counts, too: that of other tests may fall into one of them.
    expect(Math.min(parsed(), parsed(), parsed())).toBeLessThan(GENEROUS_MS);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(MOST_HEAP_BYTES);
  });
});
