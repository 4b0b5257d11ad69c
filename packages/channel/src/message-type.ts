/** The messages that a handler is for: a class, or a function that tells. */
export type MessageType<T> = (abstract new (...args: never[]) => T) | ((message: unknown) => message is T);

/** Tells the messages of `type`; Netty's `TypeParameterMatcher`, for types that are there when the program runs. */
export function matcherOf<T>(type: MessageType<T>): (message: unknown) => message is T {
  return isClass(type) ? (message): message is T => message instanceof type : type;
}

/** A class, and no other function, has a prototype that cannot be replaced. */
function isClass<T>(type: MessageType<T>): type is abstract new (...args: never[]) => T {
  return Object.getOwnPropertyDescriptor(type, 'prototype')?.writable === false;
}
