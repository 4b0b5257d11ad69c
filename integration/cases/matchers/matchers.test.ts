import { Unpooled } from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';

function release(frame: { release(): boolean }): void {
  frame.release();
}

test('a buffer and its views share a count', () => {
  const frame = Unpooled.buffer(64);
  const view = frame.retainedSlice(0, 8);
  expect(frame).toHaveRefCnt(2);
  expect(view).not.toHaveRefCnt(1);
  view.release();
  expect(frame).not.toBeReleased();
  frame.release();
  expect(view).toBeReleased();
});

test('anything that is tracked is open or released', () => {
  const handle = {};
  const tracker = leakDetector.track(handle, { name: 'FileHandle', remedy: 'Close it.' }, 'a file');
  expect(handle).not.toBeReleased();
  tracker?.close();
  expect(handle).toBeReleased();
});

test('expects a release that never came', () => {
  const frame = Unpooled.buffer(64).retain();
  release(frame);
  expect(frame).toBeReleased();
});

test('expects no release, but it came', () => {
  const frame = Unpooled.buffer(64);
  release(frame);
  expect(frame).not.toBeReleased();
});

test('expects another count', () => {
  const frame = Unpooled.buffer(64);
  frame.touch('header ok').retain();
  expect(frame).toHaveRefCnt(1);
});

test('expects something of what nobody counts', () => {
  expect({ bytes: 64 }).toBeReleased();
});
