import { assertEquals } from "@std/assert";
import {
  highWaterMarkBytes,
  ownHighWaterMarkBytes,
  peakMemoryBytesOf,
} from "../../../bench/process/peak_memory.ts";

Deno.test("highWaterMarkBytes() reads the mark of the resident set, in bytes", () => {
  const status = "Name:\tdeno\nVmPeak:\t 9000 kB\nVmHWM:\t   37104 kB\nVmRSS:\t   36000 kB\n";
  assertEquals(highWaterMarkBytes(status), 37_994_496);
  assertEquals(highWaterMarkBytes("Name:\tkthreadd\n"), null);
  const mapped = "VmHWM:\t    3000 kB\nRssAnon:\t    1900 kB\nRssFile:\t    1000 kB\n";
  assertEquals(ownHighWaterMarkBytes(mapped), 2000 * 1024);
  assertEquals(ownHighWaterMarkBytes(status), null);
});

Deno.test("peakMemoryBytesOf() says nothing of a process that is not there", async () => {
  assertEquals(await peakMemoryBytesOf(2 ** 22 + 1), null);
});
