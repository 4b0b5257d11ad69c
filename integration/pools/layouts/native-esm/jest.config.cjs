const options = require('./watertight.json');

module.exports = {
  setupFilesAfterEnv: ['@watertight/jest'],
  globals: { watertight: options },
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
};
