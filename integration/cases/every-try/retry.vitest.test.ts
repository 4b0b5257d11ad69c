import { fail, inTries, leak, pass } from './tries.ts';

test('leaks in every try', { retry: 2 }, leak);

test('leaks in the first try only', { retry: 2 }, inTries(leak, pass));

test('fails in the first try, leaks in the others', { retry: 2 }, inTries(fail, leak));

test('leaks in the first try, fails in the others', { retry: 2 }, inTries(leak, fail));

test('is clean', { retry: 2 }, pass);
