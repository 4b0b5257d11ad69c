import type { Expected } from '../../harness/case.ts';

const copies = [
  'copies.test.js > leaks through the ECMAScript module',
  'copies.test.js > leaks through the CommonJS module',
  'copies.test.js > leaks through a second installation',
];

export const expected: Expected = {
  situation: 'several copies of the library and of its detector in one process',
  rows: [22],
  env: { NODE_OPTIONS: '--experimental-vm-modules' },
  verdicts: {
    vitest: {
      exitCode: 1,
      passedTests: 3,
      failedTests: [
        ...copies,
        'registry.vitest.test.js > gets the constants of a module that is evaluated again',
        'registry.vitest.test.js > leaks through what a reset registry loads',
      ],
      failedFiles: [],
    },
    jest: {
      exitCode: 1,
      passedTests: 4,
      failedTests: [
        ...copies,
        'registry.jest.test.js > gets the constants of a module that is evaluated again',
        'registry.jest.test.js > leaks through what a reset registry loads',
        'registry.jest.test.js > leaks through an isolated registry',
      ],
      failedFiles: [],
    },
  },
};
