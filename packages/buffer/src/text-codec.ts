/** How text becomes bytes and bytes become text in one charset. Every method borrows the memory it is given. */
export interface TextCodec {
  /** The most bytes that Java's encoder says a UTF-16 code unit can become. */
  readonly maxBytesPerCodeUnit: number;
  /** How many bytes Netty makes room for before it writes a text of that many UTF-16 code units. */
  reservedBytes(codeUnits: number): number;
  /** Writes `text` as Netty's buffers do, where {@link reservedBytes} have room; returns the number of bytes. */
  write(text: string, memory: Buffer, at: number): number;
  /** Encodes `text` as Java does. Returns a copy. */
  encode(text: string): Buffer;
  /** Decodes the bytes from `start` to `end` as Netty does: what is malformed becomes U+FFFD. */
  decode(memory: Buffer, start: number, end: number): string;
  /** Whether Java would decode the bytes without complaint. */
  isText(bytes: Buffer): boolean;
}
