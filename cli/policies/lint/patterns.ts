import { RE2JS } from 're2js';
import type { Steps } from '../../../gateway/bundle/source-file.ts';
import { isJsonList, isJsonObject, type Json, objectIn } from '../../../gateway/shared/json.ts';
import type { Finding, Linted } from './linted.ts';

/** Regular expressions that say less, or more, than was meant. */
export const patterns = ({ bindings, ruleOf, finding }: Linted): readonly Finding[] =>
  bindings.flatMap(({ rule, params, file, steps }) => {
    const found = patternsIn(ruleOf(rule).params, params, [...steps, 'params']);
    const distinct = [...new Map(found.map((each) => [JSON.stringify(each.steps), each])).values()];
    return distinct.flatMap((each) => flawsOf(each.pattern).map((flaw) => finding(file, each.steps, flaw)));
  });

interface Located {
  readonly pattern: string;
  readonly steps: Steps;
}

/** Every value that the schema says is a pattern. A value may be reached in several ways. */
export function patternsIn(schema: Json | undefined, value: Json | undefined, steps: Steps): readonly Located[] {
  const { format, properties, items, additionalProperties, allOf, anyOf, oneOf } = objectIn(schema);
  if (typeof value === 'string') {
    const here = format === 'linear-pattern' ? [{ pattern: value, steps }] : [];
    return [...here, ...[allOf, anyOf, oneOf].flatMap((some) => ofEach(some, value, steps))];
  }
  const inside = isJsonList(value)
    ? value.flatMap((member, index) => patternsIn(items, member, [...steps, String(index)]))
    : Object.entries(isJsonObject(value) ? value : {}).flatMap(([key, member]) => {
        const known = objectIn(properties);
        return patternsIn(Object.hasOwn(known, key) ? known[key] : additionalProperties, member, [...steps, key]);
      });
  return [...inside, ...[allOf, anyOf, oneOf].flatMap((some) => ofEach(some, value, steps))];
}

const ofEach = (schemas: Json | undefined, value: Json | undefined, steps: Steps): readonly Located[] =>
  isJsonList(schemas) ? schemas.flatMap((schema: Json) => patternsIn(schema, value, steps)) : [];

function flawsOf(pattern: string): readonly string[] {
  const compiled = RE2JS.compile(pattern);
  return [
    ...(['', ODD].every((text) => compiled.testExact(text)) ? [`\`${pattern}\` matches everything: leave it out`] : []),
    ...(isAnchored(pattern)
      ? [`\`^\` and \`$\` are needless in \`${pattern}\`: the whole value is matched anyway`]
      : []),
    ...dots(pattern),
  ];
}

/** No pattern is written for such a text. */
const ODD = 'Zq7!~ ünexpected§ \u{1F9E9} 0_';

const isAnchored = (pattern: string): boolean =>
  pattern.startsWith('^') || (pattern.endsWith('$') && !/\\(?:\\\\)*\$$/.test(pattern));

/** A dot as in `example.com` stands for any character. */
function dots(pattern: string): readonly string[] {
  // Escaped characters and classes are not what they look like.
  const plain = pattern.replace(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]/g, (text) => '\u0000'.repeat(text.length));
  const place = /[A-Za-z]\.(?=[A-Za-z])/.exec(plain);
  if (!place) return [];
  const fixed = `${pattern.slice(0, place.index + 1)}\\${pattern.slice(place.index + 1)}`;
  return [`the dot in \`${pattern}\` stands for any character: write \`${fixed}\``];
}
