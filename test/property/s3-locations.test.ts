import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ruleOf } from '../../gateway/rules/index.ts';
import type { DataLocation } from '../../gateway/shared/workload.ts';
import { subject } from '../support/subject.ts';

/** Few names, so that places often lie in each other or beside each other. */
const name = fc.constantFrom('a', 'ab', 'a-b', '');
const bucket = fc.constantFrom('data', 'data-a', 'data.a');
const place = fc
  .record({ bucket, names: fc.array(name, { maxLength: 3 }), ending: fc.constantFrom('', '/') })
  .map((parts) => ({ bucket: parts.bucket, key: parts.names.join('/') + parts.ending }));
type Place = { readonly bucket: string; readonly key: string };

const WAYS: readonly ((place: Place) => string)[] = [
  (at) => `s3://${at.bucket}/${at.key}`,
  (at) => `https://s3.eu-west-1.amazonaws.com/${at.bucket}/${at.key}`,
  (at) => `https://${at.bucket}.s3.eu-west-1.amazonaws.com/${at.key}`,
];

/** Some of what keys may go on with. */
const ENDINGS = ['', 'a', 'b', '-b', '/', '/a', 'b/a', '//', '-other/a'];

/** Keys that a job touches that names the place. */
const touched = (use: DataLocation['use'], { key }: Place): readonly string[] =>
  use === 'output'
    ? ENDINGS.map((ending) => `${key === '' || key.endsWith('/') ? key : `${key}/`}${ending}`)
    : ENDINGS.map((ending) => `${key}${ending}`);

/** Whether an object is in a folder: name by name. */
function isIn(key: string, folder: string): boolean {
  const names = folder.split('/');
  if (names.at(-1) === '') names.pop();
  const parts = key.split('/');
  return names.every((each, index) => parts[index] === each) && parts.length > names.length;
}

it('allows a place just where everything that it touches lies in one allowed folder', () => {
  const seen = { allowed: 0, refused: 0, mended: 0 };
  const uses = fc.constantFrom<DataLocation['use']>('input', 'output', 'checkpoint');
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 3 }), place, uses, fc.nat(2), (entries, at, use, way) => {
      const allowed = [...new Set(entries.map((entry) => `s3://${entry.bucket}/${entry.key}`))];
      const find = (uri: string) =>
        ruleOf('s3-locations').check({ inputs: allowed, outputs: allowed, checkpoints: allowed })(
          subject({ workload: { data: [{ use, uri, path: '/x' }] } }),
        );
      const uri = WAYS[way]?.(at) ?? '';
      const found = find(uri);
      const isAllowed = entries.some(
        (entry) => entry.bucket === at.bucket && touched(use, at).every((key) => isIn(key, entry.key)),
      );
      expect(found.length === 0).toBe(isAllowed);
      seen[isAllowed ? 'allowed' : 'refused'] += 1;
      for (const { value } of found.flatMap(({ fix = [] }) => fix)) {
        expect(find(String(value))).toEqual([]);
        seen.mended += 1;
      }
    }),
    { numRuns: 3000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});
