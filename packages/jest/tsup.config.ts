import { library } from '../../tsup.base.ts';

// Jest itself answers for this module in a test's sandbox; no file of it is loaded.
export default library({ entry: ['src/index.ts', 'src/reporter.ts'], external: ['@jest/globals'] });
