// The table of operators of the engine pytorch, read as text: these tests need no Python.

import { assert, assertEquals } from "@std/assert";
import { descriptionSchema } from "../../../../bench/engine/description.ts";
import { MODELS } from "../../../../models/catalog.ts";

const ENGINES = new URL("../../../../bench/engines/", import.meta.url);

/** Of a file: what it enters one by one, and the rows of tables that are entered as a whole. */
const ENTRY = /^@operator\("(\w+)"\)$|^ {4}"([A-Z]\w+)": (?:torch|F|python)\.\w+,$/gm;

function operatorsOf(code: string): readonly string[] {
  return [...code.matchAll(ENTRY)].map(([, single, row]) => single ?? row ?? "");
}

async function translatedOperators(): Promise<readonly string[]> {
  const folder = new URL("python/", ENGINES);
  const operators: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!/^pytorch_\w+\.py$/.test(name)) continue;
    operators.push(...operatorsOf(await Deno.readTextFile(new URL(name, folder))));
  }
  return operators;
}

Deno.test("pytorch_operators.py has every operator of the catalog's plain graphs, each once", async () => {
  const operators = await translatedOperators();
  assertEquals(operators.length, new Set(operators).size);
  const missing = MODELS.flatMap(({ id, build }) =>
    build().nodes.filter(({ op, domain }) => domain !== undefined || !operators.includes(op))
      .map(({ name, op }) => `${id}: ${op} "${name}"`)
  );
  assertEquals(missing, []);
});

Deno.test("pytorch.json describes the engine and what its program takes", async () => {
  const text = await Deno.readTextFile(new URL("pytorch.json", ENGINES));
  const { command, variants = [], devices } = descriptionSchema.parse(JSON.parse(text));
  const program = await Deno.readTextFile(new URL("python/pytorch_engine.py", ENGINES));
  assert(command.includes("{here}/python/pytorch_engine.py"));
  const listOf = (name: string) =>
    JSON.parse(`[${new RegExp(`^${name} = \\((.*)\\)$`, "m").exec(program)?.[1]}]`);
  assertEquals([variants, devices], [listOf("VARIANTS"), listOf("DEVICES")]);
});
