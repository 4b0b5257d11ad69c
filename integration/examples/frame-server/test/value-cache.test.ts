import { Unpooled } from '@watertight/buffer';
import { ValueCache } from '../src/value-cache.ts';

let cache: ValueCache;

beforeEach(() => {
  cache = new ValueCache(2);
});

afterEach(() => {
  cache.clear();
});

function put(key: string, text: string): void {
  using value = Unpooled.copiedBuffer(text);
  cache.put(key, value);
}

function get(key: string): string | undefined {
  using value = cache.get(key);
  return value?.toString('utf8');
}

test('a value outlives the buffer that it came in', () => {
  put('a', 'apple');
  expect(get('a')).toBe('apple');
});

test('a value replaces the older one of its key', () => {
  put('a', 'apple');
  put('a', 'apricot');
  expect(get('a')).toBe('apricot');
});

test('the value that nobody asked for longest makes room', () => {
  put('a', 'apple');
  put('b', 'banana');
  get('a');
  put('c', 'cherry');
  expect([get('a'), get('b'), get('c')]).toEqual(['apple', undefined, 'cherry']);
});

test('a value that somebody still reads outlives its place in the cache', () => {
  put('a', 'apple');
  using value = cache.get('a');
  cache.clear();
  expect(value?.toString('utf8')).toBe('apple');
});
