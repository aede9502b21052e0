// Talking to a process, whatever it or what it started does.

import { assertEquals, assertRejects } from "@std/assert";
import { converse } from "../../../bench/process/conversation.ts";

const LIMIT_MS = 2000;

/** A shell that is talked to. */
function shell(script: string, timeLimitMs = 60_000) {
  return converse({ name: "shell", command: "sh", args: ["-c", script], env: {}, timeLimitMs });
}

const ignore = Deno.build.os === "windows";

Deno.test({
  name: "converse() gives up in time where what the process started holds its output",
  ignore,
  fn: async () => {
    const { nextLine, close } = shell("sleep 60 & echo $!; wait", LIMIT_MS);
    const pid = Number(await nextLine());
    await assertRejects(nextLine, Error, "timed out: no answer within 2 s");
    await close();
    // It lives yet: nobody waited for its end.
    Deno.kill(pid, "SIGKILL");
  },
});

Deno.test({
  name: "converse() gives what nobody read and how the process ended, and leaves nothing open",
  ignore,
  // What waits beside the process, should we be killed, is over once it is closed.
  sanitizeOps: true,
  sanitizeResources: true,
  fn: async () => {
    const { nextLine, sayLine, hush, ended, close } = shell("read x; echo $x; cat; echo b; exit 7");
    await sayLine("a");
    assertEquals(await nextLine(), "a");
    await hush();
    assertEquals(await ended(), { code: 7, signal: null, unread: "b" });
    await close();
  },
});

Deno.test({
  name: "converse() quotes a process that died without its colours",
  ignore,
  fn: async () => {
    const { nextLine, close } = shell("printf '\\033[31merror\\033[0m: why\\n' >&2; exit 3");
    await assertRejects(nextLine, Error, "shell ended with exit code 3: error: why");
    await close();
  },
});

Deno.test({
  name: "converse() ends in time a process that never stops to write, and keeps none of it",
  ignore,
  fn: async () => {
    const { ended, close } = shell("while :; do echo on and on; done", LIMIT_MS / 4);
    await assertRejects(ended, Error, "timed out: no answer within 0.5 s");
    await close();
  },
});
