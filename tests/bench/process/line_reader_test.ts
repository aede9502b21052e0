import { assertEquals, assertRejects } from "@std/assert";
import { endsOf, lineReader } from "../../../bench/process/line_reader.ts";

function streamOf(...texts: readonly string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(texts.map((text) => new TextEncoder().encode(text)));
}

async function linesOf(stream: ReadableStream<Uint8Array>, most = 10): Promise<readonly string[]> {
  const nextLine = lineReader(stream, most);
  const lines: string[] = [];
  for (let line = await nextLine(); line !== undefined; line = await nextLine()) lines.push(line);
  return lines;
}

Deno.test("lineReader() gives lines however they are cut, the last one without its end too", async () => {
  assertEquals(await linesOf(streamOf("a", "b\ncd\n", "\ne")), ["ab", "cd", "", "e"]);
  assertEquals(await linesOf(streamOf()), []);
});

Deno.test("lineReader() refuses a line that is longer than the limit, whether or not it ends", async () => {
  assertEquals(
    await linesOf(streamOf("0123456789\n", "0123456789\n")),
    Array(2).fill("0123456789"),
  );
  const refused = "a line of more than 10 bytes";
  await assertRejects(() => linesOf(streamOf("01234", "567890")), RangeError, refused);
});

Deno.test("endsOf() keeps both ends of a text", async () => {
  assertEquals(await endsOf(streamOf("abc"), 3), "abc");
  assertEquals(await endsOf(streamOf("ab", "cdef", "gh"), 3), "abcfgh");
});
