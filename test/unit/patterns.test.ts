import { describe, expect, it } from '@jest/globals';
import schema from '../../gateway/actions/create-training-job/schema.json' with { type: 'json' };
import type { Shape } from '../../gateway/actions/request-place.ts';
import { cpuMs } from '../support/cpu-time.ts';

const shapes: Readonly<Record<string, Shape>> = schema.$defs;
const patterns = [...new Set(Object.values(shapes).flatMap(({ pattern }) => pattern ?? []))];

/** Beginnings that lead each pattern of the schema as far as it goes. */
const STARTS = [
  ...['', 'a', 's3://a', 's3://a/', 'fs-', '1', 'arn:', 'arn:aws', 'arn:a:lambda:a:111122223333:function:'],
  ...['arn:aws:iam::111122223333:role/', 'arn:aws:sagemaker:', 'arn:aws:sagemaker:eu-west-1:111122223333:'],
  ...['training-plan/', 'mlflow-', 'mlflow-a/', 'model-package/', 'model-package-group/'].map(
    (end) => `arn:aws:sagemaker:eu-west-1:111122223333:${end}`,
  ),
  ...['hub-content/', 'hub-content/a/Model/a', 'hub-content/a/DataSet/a'].map(
    (end) => `arn:aws:sagemaker:eu-w:aws:${end}`,
  ),
];
const REPEATED = ['a', '-', '0', '/', '-a', 'a/', ' ', '\n'];
const ENDS = ['\n', '!', '-'];
const LENGTH = 500_000;
/** Linear patterns take milliseconds each; a quadratic one would take minutes for a single string. */
const GENEROUS_MS = 5_000;

describe('the patterns of schema.json', () => {
  it.each(patterns)('take linear time: %s', (pattern) => {
    const expression = new RegExp(pattern, 'u');
    const hostile = () => {
      for (const repeated of REPEATED) {
        const middle = repeated.repeat(LENGTH / repeated.length);
        for (const [index, begin] of STARTS.entries()) expression.test(begin + middle + ENDS[index % ENDS.length]);
      }
    };
    expect(cpuMs(hostile)).toBeLessThan(GENEROUS_MS);
  });

  it('accept S3 locations as AWS does, without its quadratic pattern', () => {
    const [mended, original] = [shapes.S3Uri?.pattern ?? '', shapes.S3Uri?.['x-pattern'] ?? ''];
    const [ours, theirs] = [new RegExp(mended, 'u'), new RegExp(`^(?:${original})$`, 'u')];
    for (const text of stringsOver(['/', 'a', '\n'], 7)) {
      for (const scheme of ['s3://', 'https://', 's3:/'])
        expect(ours.test(scheme + text)).toBe(theirs.test(scheme + text));
    }
  });
});

/** Every string of at most so many of the letters. */
function stringsOver(letters: readonly string[], length: number): readonly string[] {
  if (length === 0) return [''];
  const shorter = stringsOver(letters, length - 1);
  return [...new Set([...shorter, ...shorter.flatMap((text) => letters.map((letter) => text + letter))])];
}
