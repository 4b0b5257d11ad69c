import { jest } from '@jest/globals';
import { fail, inTries, leak, pass } from './tries.ts';

jest.retryTimes(2);

test('leaks in every try', leak);

test('leaks in the first try only', inTries(leak, pass));

test('fails in the first try, leaks in the others', inTries(fail, leak));

test('leaks in the first try, fails in the others', inTries(leak, fail));

test('is clean', pass);
