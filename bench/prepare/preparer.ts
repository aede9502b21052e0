// The preparer: a process of this suite that writes the models of rows as files, so that all engines
// read the same bytes, and says what their outputs are like. Started by preparer_process.ts; it ends
// when its stdin does.

import process from "node:process";
import { createInterface } from "node:readline";
import { errorText } from "../job/error_text.ts";
import { openWorkshop } from "./workshop.ts";
import type { PreparerAnswer, PreparerRequest } from "./preparation.ts";

function say(answer: PreparerAnswer): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

using workshop = openWorkshop();
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as PreparerRequest;
  try {
    say(
      request.kind === "prepare"
        ? await workshop.prepare(request)
        : await workshop.compare(request),
    );
  } catch (error) {
    say({ kind: "error", error: errorText(error) });
  }
}
