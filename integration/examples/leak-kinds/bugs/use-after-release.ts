import { Unpooled } from '@watertight/buffer';

export function useAfterRelease(): void {
  const greeting = Unpooled.copiedBuffer('hello');
  const name = greeting.slice(0, 4);
  greeting.release();
  name.toString('utf8'); // a view ends with what it is a view of
}
