module.exports = {
  preset: '@watertight/jest',
  // So that the files report in the same order every time.
  maxWorkers: 1,
  globals: { watertight: { allowLeaks: [{ at: 'nowhere/**', reason: 'nothing is there' }] } },
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
};
