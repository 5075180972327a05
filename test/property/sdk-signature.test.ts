import { expect, it } from '@jest/globals';
import { fuzz } from '../support/sdk-fuzz.ts';

// `.ci/run` plays 100,000 of them.
it('lets no mutated request through, and never throws', () => {
  expect(fuzz(1, 6_000)).toEqual([]);
});
