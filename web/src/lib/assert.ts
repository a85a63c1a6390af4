/** Marks the end of an exhaustive `switch`: a value that reaches it is a case nobody handled. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${String(value)}`);
}
