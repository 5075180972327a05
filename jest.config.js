/** Node 24 strips the types itself, so jest runs the TypeScript sources as they are. */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testEnvironment: 'node',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  testSequencer: '<rootDir>/test/support/longest-first.js',
  testTimeout: 60_000,
  // The default leaves one core of two idle.
  maxWorkers: '100%',
};
