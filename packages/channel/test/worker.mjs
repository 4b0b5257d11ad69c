// What the threads of run-in-worker.test.ts run, on whichever version of Node.

import { move } from 'piscina';

/** In capital letters, where they are. */
function capitalise(bytes) {
  for (let index = 0; index < bytes.length; index += 1) {
    if (bytes[index] >= 0x61 && bytes[index] <= 0x7a) {
      bytes[index] -= 0x20;
    }
  }
}

export function shout(bytes) {
  capitalise(bytes);
  return move(bytes);
}

export function shoutInPlace(bytes) {
  capitalise(bytes);
  return new Uint8Array();
}

/** How much memory has come with a message, in bytes. */
export function measure(bytes) {
  return Uint8Array.of(bytes.buffer.byteLength);
}

export function fail() {
  throw new Error('too hard');
}

export function count() {
  return 42;
}

export function hang() {
  for (;;) {
    // Until the thread is ended.
  }
}

export function exit() {
  process.exit(3);
}
