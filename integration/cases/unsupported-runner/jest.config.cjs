module.exports = {
  setupFilesAfterEnv: ['@watertight/jest'],
  testRunner: 'jest-jasmine2',
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
};
