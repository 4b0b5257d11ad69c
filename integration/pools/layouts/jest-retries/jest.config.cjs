module.exports = {
  setupFilesAfterEnv: ['@watertight/jest', './retries.cjs'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
};
