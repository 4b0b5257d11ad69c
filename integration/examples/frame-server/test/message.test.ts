import { Unpooled } from '@watertight/buffer';
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from '../src/message.ts';

test('a request survives encoding and decoding', () => {
  using value = Unpooled.copiedBuffer('apple');
  using payload = encodeRequest({ operation: 'put', key: 'früchte', value });
  const { operation, key, value: decoded } = decodeRequest(payload);
  expect([operation, key, decoded.toString('utf8')]).toEqual(['put', 'früchte', 'apple']);
});

test('a response survives encoding and decoding', () => {
  using value = Unpooled.copiedBuffer('apple');
  using payload = encodeResponse(value);
  using decoded = decodeResponse(payload);
  expect(decoded?.toString('utf8')).toBe('apple');
});

test('a key that is too long is refused', () => {
  const request = { operation: 'get', key: 'x'.repeat(256), value: Unpooled.EMPTY_BUFFER } as const;
  expect(() => encodeRequest(request)).toThrow(new RangeError('The key has 256 bytes, and 255 are allowed.'));
});

test.each<[what: string, bytes: readonly number[]]>([
  ['nothing', []],
  ['an operation without a key', [0]],
  ['an unknown operation', [2, 0]],
  ['a key that is cut off', [0, 2, 120]],
])('%s is no request', (_what, bytes) => {
  using payload = Unpooled.copiedBuffer(Uint8Array.from(bytes));
  expect(() => decodeRequest(payload)).toThrow(
    expect.objectContaining({
      code: 'FRAME_SERVER_PROTOCOL',
      message: `These ${bytes.length} bytes are no request.`,
    }),
  );
});
