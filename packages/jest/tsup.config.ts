import { library } from '../../tsup.base.ts';

// Jest itself answers for this module in a test's sandbox; no file of it is loaded.
export default library({ external: ['@jest/globals'] });
