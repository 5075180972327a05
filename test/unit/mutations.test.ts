import { describe, expect, it } from '@jest/globals';
import { validateRequest } from '../../gateway/actions/create-training-job/validate.ts';
import { differences, expectedErrors, type Reading } from '../../scripts/mutations/expected.ts';
import { casesOf } from '../../scripts/mutations/generate.ts';
import { patternSample } from '../../scripts/mutations/pattern-sample.ts';
import { randomOf } from '../../scripts/mutations/random.ts';
import { type Model, REQUEST_SHAPE } from '../../scripts/service-model.ts';
import { trainingJob } from '../support/training-job.ts';

const error = (path: string, message = 'a') => ({ path, message });
const NOTHING: Reading = { errors: [], optionalNulls: [], unknown: [] };

describe('differences', () => {
  it.each([
    ['nothing and nothing', [], [], []],
    ['the same in another order', [error('a'), error('b')], [error('b'), error('a')], []],
    ['another message', [error('a')], [error('a', 'b')], ['only Traingate: a b', 'only the reader: a a']],
    ['the same error once and twice', [error('a')], [error('a'), error('a')], ['only Traingate: a a']],
    ['a count without a hundred errors', [error('a')], [error('', 'and 1 more')], ['only the reader: a a']],
  ])('%s', (_name, expected, actual, found) => {
    expect(differences(expected, actual)).toEqual(found);
  });

  it.each([
    ['exactly what is left out', 150, 0],
    ['one less than is left out', 151, 51],
  ])('counts, beyond a hundred errors, %s', (_name, count, differing) => {
    const names = Array.from({ length: count }, (_, index) => `Unknown${index}`);
    const expected = expectedErrors({}, { ...NOTHING, unknown: names.map((name) => ({ at: '', name })) });
    const unknown = Object.fromEntries(names.slice(0, 150).map((name) => [name, 1]));
    expect(differences(expected, validateRequest(trainingJob(unknown)))).toHaveLength(differing);
  });
});

describe('patternSample', () => {
  it.each([
    '[a-z]{3}',
    '(https|s3)://([^/]+)/?(.*)',
    '\\d{1,4}.\\d+',
    '[\\p{L}\\p{N}_\\-]+',
    '(a(-*b){0,62})?',
    '[\\S]+',
    '\\w+(?:-\\w+)+',
  ])('makes text that matches %s', (pattern) => {
    const random = randomOf(1);
    const matcher = new RegExp(`^(?:${pattern})$`, 'u');
    const samples = Array.from({ length: 200 }, () => patternSample(pattern, random));
    expect(samples.filter((sample) => !matcher.test(sample))).toEqual([]);
  });
});

describe('casesOf', () => {
  const MODEL: Model = {
    [REQUEST_SHAPE]: {
      type: 'structure',
      members: { Name: { shape: 'Name' }, Sizes: { shape: 'Sizes' } },
      required: [],
    },
    Name: { type: 'string', enum: ['a', 'b'] },
    Sizes: { type: 'map', key: { shape: 'Key' }, value: { shape: 'Size' }, max: 3 },
    Key: { type: 'string', max: 4, pattern: '[a-z]+' },
    Size: { type: 'integer', min: 1 },
  };

  it('are the same for the same seed, whatever their count', () => {
    expect(casesOf(MODEL, [{}], 500, 7).slice(0, 100)).toEqual(casesOf(MODEL, [{}], 100, 7));
    expect(casesOf(MODEL, [{}], 100, 8)).not.toEqual(casesOf(MODEL, [{}], 100, 7));
  });

  it('take every value of an enum, and leave the requests as they are', () => {
    const request = Object.freeze({ Name: 'c' });
    const names = casesOf(MODEL, [request], 200, 7).map((each) => each.request.Name);
    expect(names).toEqual(expect.arrayContaining(['a', 'b', 'c', null, undefined]));
  });
});
