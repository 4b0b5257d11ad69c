import { type ByteBuf, Unpooled } from '@watertight/buffer';

function store(record: ByteBuf): void {
  try {
    record.touch('stored');
  } finally {
    record.release(); // whoever is given a record releases it
  }
}

export function doubleRelease(): void {
  const record = Unpooled.copiedBuffer('a record');
  store(record);
  record.release(); // and so does whoever made it
}
