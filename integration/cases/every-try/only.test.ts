import { leak, pass } from './tries.ts';

test.only('leaks', leak);

test.only('is clean', pass);

test('would leak', leak);
