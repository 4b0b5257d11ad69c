import type { ByteBuf, ByteBufAllocator } from '@watertight/buffer';
import type { Command } from './command.ts';
import type { Reply } from './resp-encoder.ts';
import type { ValueStore } from './value-store.ts';

/** One connection, as a command sees it. */
export interface Client {
  readonly id: number;
  name: string;
  readonly store: ValueStore;
  readonly alloc: ByteBufAllocator;
  /** Writes an answer. Takes it. */
  reply(reply: Reply): void;
}

interface Definition {
  /** The least and the greatest number of arguments, the name included. */
  readonly arity: readonly [least: number, most: number];
  /** Borrows `command`. Answers once, or with the head of an array and as many answers as it says. */
  run(client: Client, command: Command): void;
}

const OK = '+OK';
const NIL = '$-1';
const NOT_AN_INTEGER = '-ERR value is not an integer or out of range';

const MIN_INTEGER = -(2n ** 63n);
const MAX_INTEGER = 2n ** 63n - 1n;

/** What a number may look like where Redis takes one, if it fits into 64 bits. */
const INTEGER = /^(?:0|-?[1-9]\d{0,18})$/;

/** What `redis-benchmark` asks for before it begins: nothing is ever written to a disk. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['save', ''],
  ['appendonly', 'no'],
]);

const ANY = Number.POSITIVE_INFINITY;

const COMMANDS: ReadonlyMap<string, Definition> = new Map<string, Definition>([
  [
    'PING',
    {
      arity: [1, 2],
      run(client, command) {
        client.reply(command.length === 1 ? '+PONG' : echoed(command));
      },
    },
  ],
  ['ECHO', { arity: [2, 2], run: (client, command) => client.reply(echoed(command)) }],
  ['GET', { arity: [2, 2], run: (client, command) => replyValue(client, command.text(1)) }],
  [
    'MGET',
    {
      arity: [2, ANY],
      run(client, command) {
        client.reply(`*${command.length - 1}`);
        for (let index = 1; index < command.length; index += 1) {
          replyValue(client, command.text(index));
        }
      },
    },
  ],
  [
    'SET',
    {
      arity: [3, ANY],
      run(client, command) {
        if (command.length > 3) {
          client.reply('-ERR syntax error');
          return;
        }
        client.store.set(command.text(1), kept(client.alloc, command));
        client.reply(OK);
      },
    },
  ],
  [
    'DEL',
    {
      arity: [2, ANY],
      run(client, command) {
        let deleted = 0;
        for (let index = 1; index < command.length; index += 1) {
          deleted += client.store.delete(command.text(index)) ? 1 : 0;
        }
        client.reply(`:${deleted}`);
      },
    },
  ],
  ['INCR', { arity: [2, 2], run: increment }],
  ['HELLO', { arity: [1, ANY], run: hello }],
  ['CLIENT', { arity: [2, ANY], run: clientCommand }],
  ['CONFIG', { arity: [2, ANY], run: configCommand }],
  // `redis-cli` asks for what it needs to complete a line, and does without.
  ['COMMAND', { arity: [1, ANY], run: (client) => client.reply('*0') }],
]);

/** Does what a client asks for, and answers, also where it cannot be done. Borrows `command`. */
export function execute(client: Client, command: Command): void {
  const name = command.text(0);
  const definition = COMMANDS.get(name.toUpperCase());
  if (definition === undefined) {
    client.reply(unknownCommand(name, command));
  } else if (command.length < definition.arity[0] || command.length > definition.arity[1]) {
    client.reply(error(`ERR wrong number of arguments for '${name.toLowerCase()}' command`));
  } else {
    definition.run(client, command);
  }
}

/** A line that says what went wrong: text of a client must not end it. */
export function error(text: string): Reply {
  return `-${text.replace(/[\r\n]/g, ' ')}`;
}

/** Returns owned. */
function echoed(command: Command): ByteBuf {
  return command.argument(1).retain();
}

function replyValue(client: Client, key: string): void {
  // With indices of its own, since nobody knows who reads it.
  client.reply(client.store.get(key)?.retainedDuplicate() ?? NIL);
}

/**
 * The value of a SET, for longer than its command lives. A slice holds all of the memory that it is cut from, which is what
 * was read at once, or cumulated: so a value that is most of it stays where it is, and others are copied. Returns owned.
 */
function kept(alloc: ByteBufAllocator, command: Command): ByteBuf {
  const value = command.argument(2);
  const { readableBytes } = value;
  const memoryBytes = command.content().unwrap()?.capacity ?? 0;
  return 2 * readableBytes >= memoryBytes
    ? value.retain()
    : alloc.buffer(readableBytes, readableBytes).writeBytes(value);
}

function increment(client: Client, command: Command): void {
  const key = command.text(1);
  const text = client.store.get(key)?.toString('latin1') ?? '0';
  const value = INTEGER.test(text) ? BigInt(text) : undefined;
  if (value === undefined || value < MIN_INTEGER || value > MAX_INTEGER) {
    client.reply(NOT_AN_INTEGER);
  } else if (value === MAX_INTEGER) {
    client.reply('-ERR increment or decrement would overflow');
  } else {
    const next = String(value + 1n);
    const bytes = client.alloc.buffer(next.length, next.length);
    bytes.writeCharSequence(next, 'latin1');
    client.store.set(key, bytes);
    client.reply(`:${next}`);
  }
}

/** Only the second version of the protocol is spoken here; a client that asks for the third goes on with the second. */
function hello(client: Client, command: Command): void {
  const version = command.length > 1 ? command.text(1) : '2';
  if (!INTEGER.test(version)) {
    client.reply('-ERR Protocol version is not an integer or out of range');
  } else if (version !== '2') {
    client.reply('-NOPROTO unsupported protocol version');
  } else {
    const fields = ['server', 'watertight', 'version', '0.1.0', 'proto', 2, 'id', client.id];
    client.reply(`*${fields.length + 6}`);
    for (const field of [...fields, 'mode', 'standalone', 'role', 'master', 'modules']) {
      client.reply(typeof field === 'number' ? `:${field}` : bulk(field));
    }
    client.reply('*0');
  }
}

function clientCommand(client: Client, command: Command): void {
  switch (command.text(1).toUpperCase()) {
    case 'ID':
      client.reply(`:${client.id}`);
      break;
    case 'GETNAME':
      client.reply(client.name === '' ? NIL : bulk(client.name));
      break;
    case 'SETNAME':
      client.name = command.length > 2 ? command.text(2) : '';
      client.reply(OK);
      break;
    case 'SETINFO':
      client.reply(OK);
      break;
    default:
      replyUnknownSubcommand(client, command);
  }
}

/** Nothing can be configured here; a client that looks for another setting goes on without it. */
function configCommand(client: Client, command: Command): void {
  if (command.text(1).toUpperCase() !== 'GET') {
    replyUnknownSubcommand(client, command);
    return;
  }
  const name = command.length > 2 ? command.text(2).toLowerCase() : '';
  const value = SETTINGS.get(name);
  client.reply(value === undefined ? '*0' : `*2\r\n${bulk(name)}\r\n${bulk(value)}`);
}

function bulk(text: string): string {
  return `$${text.length}\r\n${text}`;
}

function replyUnknownSubcommand(client: Client, command: Command): void {
  const name = command.text(0).toUpperCase();
  client.reply(error(`ERR unknown subcommand '${command.text(1)}'. Try ${name} HELP.`));
}

/** As Redis says it, with the first arguments, as far as 128 characters go. */
function unknownCommand(name: string, command: Command): Reply {
  let told = '';
  for (let index = 1; index < command.length && told.length < 128; index += 1) {
    told += `'${command.text(index).slice(0, 128 - told.length)}' `;
  }
  return error(`ERR unknown command '${name.slice(0, 128)}', with args beginning with: ${told}`);
}
