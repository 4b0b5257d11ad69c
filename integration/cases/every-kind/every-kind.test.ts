import { Unpooled } from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';

test('a heap buffer', () => {
  Unpooled.buffer(64).writeInt(1);
});

test('a direct buffer', () => {
  Unpooled.directBuffer(64).writeInt(1);
});

test('a wrapped buffer', () => {
  Unpooled.wrappedBuffer(new Uint8Array([1, 2, 3, 4]));
});

test('a copied buffer', () => {
  Unpooled.copiedBuffer('frame');
});

test('a composite of two', () => {
  Unpooled.wrappedBuffer([new Uint8Array([1, 2]), Unpooled.copiedBuffer('frame')]);
});

test('the empty buffer, which nobody has to release', () => {
  Unpooled.EMPTY_BUFFER.slice();
});

class Connection {
  readonly tracker = leakDetector.track(
    this,
    { name: 'Connection', remedy: 'Call `close()` when you are done with it.' },
    'to the example server',
  );

  close() {
    this.tracker?.close();
  }
}

test('a resource that is no buffer', () => {
  new Connection();
});

test('a resource that is no buffer, closed', () => {
  new Connection().close();
});
