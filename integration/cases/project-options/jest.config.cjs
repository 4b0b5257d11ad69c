const project = {
  setupFilesAfterEnv: ['@watertight/jest'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
};

module.exports = {
  maxWorkers: 1,
  projects: [
    { ...project, displayName: 'lenient', testMatch: ['<rootDir>/lenient.test.ts'] },
    {
      ...project,
      displayName: 'strict',
      testMatch: ['<rootDir>/strict.test.ts'],
      globals: { watertight: { moduleScope: 'fail' } },
    },
  ],
};
