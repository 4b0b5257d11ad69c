import { inTries, leak, pass } from './tries.ts';

test('leaks in all of three runs', { repeats: 2 }, leak);

test('leaks in the last two of three runs', { repeats: 2 }, inTries(pass, leak));

test('leaks in the first of three runs', { repeats: 2 }, inTries(leak, pass));

test('is clean in all of three runs', { repeats: 2 }, pass);
