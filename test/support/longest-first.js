import { createRequire } from 'node:module';

// By require, since what an import of a CommonJS default is depends on who loads this file.
const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

/** Tests that take long though their files are short. */
const LONG = ['test/property/admission', 'test/unit/policy-diff', 'test/e2e/'];

const rankOf = ({ path }) => {
  const rank = LONG.findIndex((part) => path.includes(part));
  return rank < 0 ? LONG.length : rank;
};

/**
 * Without a record of former runs jest begins with the largest files; a long test that is begun last leaves the other cores
 * idle.
 */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const usual = [...super.sort(tests)];
    return usual.sort((a, b) => rankOf(a) - rankOf(b));
  }
}
