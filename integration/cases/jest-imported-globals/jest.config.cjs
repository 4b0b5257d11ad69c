module.exports = {
  preset: '@watertight/jest',
  injectGlobals: false,
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
};
