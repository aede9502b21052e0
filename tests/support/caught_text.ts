// What is written to a stream of this process, kept from it; the stream passes for no terminal.

/** Text that was caught so far, and what lets the stream have the rest. */
export interface CaughtText {
  readonly text: () => string;
  readonly release: () => void;
}

/** Catches what is written to `Deno.stdout` or `Deno.stderr` from now on. */
export function caughtText(stream: typeof Deno.stdout): CaughtText {
  const decoder = new TextDecoder();
  let text = "";
  stream.writeSync = (bytes) => {
    text += decoder.decode(bytes, { stream: true });
    return bytes.length;
  };
  stream.isTerminal = () => false;
  return {
    text: () => text,
    release() {
      // What is left are the members of every stream.
      Reflect.deleteProperty(stream, "writeSync");
      Reflect.deleteProperty(stream, "isTerminal");
    },
  };
}
