/** Port: `length` bytes that nobody can foretell. */
export type RandomBytes = (length: number) => Uint8Array;
