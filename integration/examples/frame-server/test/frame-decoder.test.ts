import { Unpooled } from '@watertight/buffer';
import { FrameDecoder } from '../src/frame-decoder.ts';
import { encodeFrame } from '../src/frame-encoder.ts';

const MAX_PAYLOAD_BYTES = 16;

/** The bytes of a frame for each of `texts`. */
function framesOf(...texts: string[]): Buffer {
  return Buffer.concat(
    texts.map((text) => {
      using payload = Unpooled.copiedBuffer(text);
      using frame = encodeFrame(payload);
      return Buffer.from(frame.toBuffer());
    }),
  );
}

/** The payloads, as text, that each of `chunks` completes. */
function decode(chunks: readonly Uint8Array[]): string[][] {
  using decoder = new FrameDecoder(MAX_PAYLOAD_BYTES);
  return chunks.map((chunk) => {
    const texts: string[] = [];
    for (using payload of decoder.decode(chunk)) {
      texts.push(payload.toString('utf8'));
    }
    return texts;
  });
}

const hello = framesOf('hello');

test.each<[behaviour: string, chunks: readonly Uint8Array[], expected: string[][]]>([
  ['a frame in one chunk is decoded', [hello], [['hello']]],
  ['a frame without bytes is decoded', [framesOf('')], [['']]],
  ['a frame of the maximum length is decoded', [framesOf('x'.repeat(16))], [['x'.repeat(16)]]],
  ['several frames in one chunk are decoded in order', [framesOf('a', 'b', 'c')], [['a', 'b', 'c']]],
  [
    'a frame that comes byte by byte is decoded with its last byte',
    Array.from(hello, (byte) => Uint8Array.of(byte)),
    [[], [], [], [], [], [], [], [], ['hello']],
  ],
  [
    'a frame that is cut in two is decoded with its second half',
    [Buffer.concat([framesOf('a'), hello.subarray(0, 6)]), Buffer.concat([hello.subarray(6), framesOf('b')])],
    [['a'], ['hello', 'b']],
  ],
  ['a frame that never becomes whole is given up', [hello.subarray(0, 8)], [[]]],
])('%s', (_behaviour, chunks, expected) => {
  expect(decode(chunks)).toEqual(expected);
});

test.each<[behaviour: string, chunk: Uint8Array, message: string]>([
  [
    'a frame that is too long is refused by its header',
    framesOf('x'.repeat(17)).subarray(0, 4),
    'A frame of 17 bytes came, and 16 are allowed.',
  ],
  [
    'another protocol is refused',
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    'A frame of 1195725856 bytes came, and 16 are allowed.',
  ],
])('%s', (_behaviour, chunk, message) => {
  expect(() => decode([chunk])).toThrow(expect.objectContaining({ code: 'FRAME_SERVER_PROTOCOL', message }));
});
