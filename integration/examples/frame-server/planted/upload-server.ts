import { createServer, type Server } from 'node:net';
import { Unpooled } from '@watertight/buffer';

/** A server that answers every upload with the number of its bytes, and an empty line with nothing. */
export function createUploadServer(): Server {
  return createServer((socket) => {
    socket.on('data', function onUpload(chunk) {
      const upload = Unpooled.copiedBuffer(chunk);
      if (upload.getByte(0) === '\n'.charCodeAt(0)) {
        // Planted: the early return forgets the upload.
        socket.end();
        return;
      }
      socket.end(String(upload.readableBytes));
      upload.release();
    });
  });
}
