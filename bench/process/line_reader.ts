// Lines of a process's output, which may be anybody's: none is kept that is longer than a limit.

/** Gives line after line, without its end; `undefined` when there are no more. */
export type NextLine = () => Promise<string | undefined>;

/**
 * Starts to read.
 *
 * @param mostBytes Of a line.
 * @returns Throws RangeError if a line is longer.
 */
export function lineReader(stream: ReadableStream<Uint8Array>, mostBytes: number): NextLine {
  const reader = stream.getReader();
  const lines: string[] = [];
  let pieces: string[] = [];
  let bytes = 0;
  const decoder = new TextDecoder();

  function take(chunk: Uint8Array): void {
    const [first = "", ...others] = decoder.decode(chunk, { stream: true }).split("\n");
    pieces.push(first);
    bytes += chunk.length;
    for (const piece of others) {
      lines.push(pieces.join(""));
      pieces = [piece];
      bytes = piece.length;
    }
    if (bytes <= mostBytes) return;
    pieces = [];
    void reader.cancel();
    throw new RangeError(`a line of more than ${mostBytes} bytes`);
  }

  return async function nextLine() {
    while (lines.length === 0) {
      const { value, done } = await reader.read();
      if (!done) {
        take(value);
        continue;
      }
      const rest = pieces.join("");
      pieces = [];
      return rest === "" ? undefined : rest;
    }
    return lines.shift();
  };
}

/** The beginning and the end of a text of any length, as far as they are looked at. */
export async function endsOf(
  stream: ReadableStream<Uint8Array>,
  mostLetters: number,
): Promise<string> {
  let [head, tail] = ["", ""];
  for await (const text of stream.pipeThrough(new TextDecoderStream() as unknown as Pair)) {
    const room = mostLetters - head.length;
    head += text.slice(0, room);
    tail = (tail + text.slice(room)).slice(-mostLetters);
  }
  return head + tail;
}

type Pair = ReadableWritablePair<string, Uint8Array>;
