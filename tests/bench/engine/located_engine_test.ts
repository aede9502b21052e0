import { assertEquals } from "@std/assert";
import { builtInEngine } from "../../../bench/engines/built_in.ts";
import { commandOf } from "../../../bench/engine/located_engine.ts";

Deno.test("commandOf() fills in names in braces, and rights as Deno takes them", () => {
  const { description } = builtInEngine("onnxruntime-node");
  const command = [
    "{deno}",
    "--allow-read={readable}",
    "--allow-write={folder}",
    "{folder}",
    "{x}",
  ];
  const engine = { description: { ...description, command }, folder: "/here" };
  assertEquals(
    commandOf(engine, {
      deno: "deno",
      python: "python",
      suite: "/suite",
      folder: "/a/b,c",
      readable: ["/d", "/e/f,g"],
    }),
    ["deno", "--allow-read=/d,/e", "--allow-write=/a", "/a/b,c", "{x}"],
  );
});
