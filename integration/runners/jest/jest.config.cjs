const options = require('./watertight.json');

module.exports = {
  setupFilesAfterEnv: ['@watertight/jest'],
  globals: { watertight: options },
  // One worker, so that the files report in the same order every time.
  maxWorkers: 1,
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
};
