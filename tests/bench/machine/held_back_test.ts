import { assertEquals, assertStringIncludes } from "@std/assert";
import { heldBackRounds } from "../../../bench/machine/held_back.ts";
import { METHODS, RUN, timing } from "../../reports/fixtures/fixed_records.ts";
import { paperTable } from "../../reports/fixtures/paper_table.ts";
import { tableMarkdown } from "../../../reports/table/table_markdown.ts";

const powerOf = (...throttleReasons: readonly string[]) => ({
  meanWatts: 70,
  watts: [70],
  throttleReasons,
});

Deno.test("heldBackRounds() counts rounds by what held the clock down, no clock that is set", () => {
  const rounds = [powerOf(), powerOf("power limit"), powerOf("power limit", "heat (software)")];
  assertEquals(heldBackRounds(rounds), { "power limit": 2, "heat (software)": 1 });
  assertEquals(heldBackRounds([powerOf("clocks set by the user")]), {});
});

Deno.test("a row that was held back is marked", () => {
  const marked = { ...timing("deit-s", 90, 1), heldBack: { "power limit": 2 } };
  const text = tableMarkdown(paperTable([RUN, marked], [], METHODS));
  assertStringIncludes(text, "held back: power limit in 2 of 6 rounds");
});

Deno.test("a row whose device waits for its launches is named", () => {
  const textOf = (deviceMs: number) => {
    const row = { ...timing("deit-s", 90, 1), launches: { runMs: 4, deviceMs } };
    return tableMarkdown(paperTable([RUN, row], [], METHODS));
  };
  assertStringIncludes(textOf(1.5), "launch-bound: the device computed 1.50 of 4.00 ms");
  assertEquals(textOf(2.5).includes("launch-bound"), false);
  assertStringIncludes(textOf(1.5), "- Launch-bound: in the traced runs");
  assertEquals(textOf(2.5).includes("Launch-bound"), false);
});

Deno.test("that no trace has the time of a GPU stands below the table once, not in every row", () => {
  const textOf = (deviceUsed: string, tracedRuns: number) => {
    const rows = ["deit-s", "dsnet-b"].map((model) => ({
      ...timing(model, 90, 1),
      deviceRequested: deviceUsed,
      deviceUsed,
      deviceName: "NVIDIA L4",
      tracedRuns,
    }));
    return tableMarkdown(paperTable([RUN, ...rows], [], METHODS));
  };
  const told = "not known of ONNX Runtime on cuda:1 (NVIDIA L4): ";
  assertEquals(textOf("cuda:1", 3).split(told).length, 2);
  assertEquals(textOf("cuda:1", 3).split("not known").length, 2);
  assertEquals(
    [textOf("cuda", 0), textOf("cpu", 3)].some((text) => text.includes("launch-bound")),
    false,
  );
});
