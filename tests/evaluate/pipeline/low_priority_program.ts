// Says the priorities of a thread that yields, before and after, and of the one that started it.

import { getPriority } from "node:os";
import { canYield, yieldToOthers } from "../../../evaluate/pipeline/low_priority.ts";

const NAME = "yielding";
const scope = self as unknown as Pick<Worker, "postMessage">;

if (self.name === NAME) {
  const before = getPriority(0);
  yieldToOthers();
  scope.postMessage([before, getPriority(0)]);
} else {
  const worker = new Worker(import.meta.url, { type: "module", name: NAME });
  worker.onmessage = ({ data: [before, after] }) => {
    // deno-lint-ignore no-console
    console.log(JSON.stringify({ can: canYield(), before, after, own: getPriority(0) }));
    worker.terminate();
  };
}
