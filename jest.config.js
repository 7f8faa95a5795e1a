module.exports = {
  testEnvironment: 'node',
  // Jest would leave one core idle, which of two is half.
  maxWorkers: '100%',
  roots: ['<rootDir>/test'],
  // A synth takes milliseconds; machines that build other things at the same time take their time.
  testTimeout: 60000,
  testMatch: ['**/*.test.ts'],
  // Types are checked once, by `npm run types`; here they would only slow the loop.
  transform: { '\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json', diagnostics: false }] },
};
