import { once } from 'node:events';
import { connect } from 'node:net';
import type { ByteBuf } from '@watertight/buffer';
import {
  type ChannelHandlerContext,
  ChannelInboundHandlerAdapter,
  ChannelInitializer,
  DefaultEventLoop,
  ServerBootstrap,
  type ServerSocketChannel,
} from '@watertight/channel';

class Passes extends ChannelInboundHandlerAdapter {
  override channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    ctx.fireChannelRead(message);
  }
}

class Answers extends ChannelInboundHandlerAdapter {
  override channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    const request = (message as ByteBuf).toString('utf8');
    ctx.writeAndFlush(request === 'drop' ? ctx.alloc.buffer().writeByte(33) : message);
  }
}

const eventLoop = new DefaultEventLoop();
let server: ServerSocketChannel;

beforeAll(async () => {
  const childHandler = new ChannelInitializer(({ pipeline }) => {
    pipeline.addLast('auth', new Passes()).addLast('business', new Answers());
  });
  server = await new ServerBootstrap({ eventLoop, childHandler }).bind({ host: '127.0.0.1', port: 0 });
});

afterAll(() => eventLoop.shutdownGracefully());

async function send(request: string): Promise<void> {
  const { port } = server.localAddress as { port: number };
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  await once(socket, 'data');
  socket.end();
  await once(socket, 'close');
}

test('a request that is answered', () => send('answer'));

test('a request that a handler of the server drops', () => send('drop'));

test('a request after that', () => send('answer'));
