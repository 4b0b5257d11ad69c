const project = {
  setupFilesAfterEnv: ['@watertight/jest'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
};

module.exports = {
  projects: [
    { ...project, displayName: 'hooks', testMatch: ['<rootDir>/hooks.test.ts'] },
    { ...project, displayName: 'others', testPathIgnorePatterns: ['hooks.test.ts'] },
  ],
};
