// docs/engine-protocol.md keeps its word: its messages are those of the schemas, and its engine works.

import { Ajv2020 } from "ajv/dist/2020.js";
import { assert, assertEquals } from "@std/assert";
import { answerSchema, traceSchema } from "../../bench/engine/answers.ts";
import { descriptionSchema } from "../../bench/engine/description.ts";
import { requestSchema } from "../../bench/engine/requests.ts";
import { runTask, withFolder } from "../support/run_task.ts";
import { sourceText } from "../support/source_files.ts";
import { SCHEMA_PATH, schemaText } from "./engine_schema.ts";

const PAGE = await sourceText("docs/engine-protocol.md");
const SCHEMA = await sourceText(SCHEMA_PATH);

/** The blocks of code of a language. */
function blocks(language: string): readonly string[] {
  const fenced = PAGE.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"));
  return [...fenced].map(([, code = ""]) => code);
}

/** An example by what it is an example of. */
interface Example {
  readonly kind: string;
  readonly value: unknown;
}

const EXAMPLES: readonly Example[] = blocks("json").map((code): Example => {
  const value = JSON.parse(code);
  return { value, kind: value.kind ?? ("protocol" in value ? "description" : "trace") };
});

const REQUESTS = ["ready", "probe", "start", "slice", "run", "end"];
const ANSWERS = ["ready", "probed", "loaded", "slice", "ran", "error"];

Deno.test("the page of the engine protocol has an example of every message, as its schema has it", () => {
  const kinds = EXAMPLES.map(({ kind }) => kind);
  assertEquals(kinds.toSorted(), [...REQUESTS, ...ANSWERS, "description", "trace"].toSorted());
  for (const { kind, value } of EXAMPLES) {
    if (kind === "description") descriptionSchema.parse(value);
    else if (kind === "trace") traceSchema.parse(value);
    else if ("sliceMs" in (value as object) || kind !== "slice" && REQUESTS.includes(kind)) {
      requestSchema.parse(value);
    } else answerSchema.parse(value);
  }
});

Deno.test("the JSON Schema of the engine protocol is that of the code", () => {
  assertEquals(JSON.parse(SCHEMA), JSON.parse(schemaText()), "run tests/house/derived_docs.ts");
});

Deno.test("the JSON Schema of the engine protocol takes the examples, and no other fields", () => {
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(JSON.parse(SCHEMA), "engine");
  const takes = (part: string, value: unknown) => ajv.validate(`engine#${part}`, value) === true;
  for (const { kind, value } of EXAMPLES) {
    if (kind === "trace") continue;
    const part = kind === "description"
      ? ""
      : ANSWERS.includes(kind) && !("sliceMs" in (value as object))
      ? "/$defs/answer"
      : "/$defs/request";
    assert(takes(part, value), `${kind}: ${ajv.errorsText()}`);
    assert(!takes(part, { ...value as object, kind: "dance", protocol: "none" }), kind);
  }
});

Deno.test("every field of a description is on the page of the engine protocol", () => {
  const missing = Object.keys(descriptionSchema.shape).filter((name) =>
    name !== "$schema" && !PAGE.includes(`\n| \`${name}\``)
  );
  assertEquals(missing, []);
});

Deno.test("the engine on the page of the engine protocol passes the conformance test", () =>
  withFolder(async (folder) => {
    const [code = ""] = blocks("js");
    assert(code.split("\n").length < 90, `${code.split("\n").length} lines`);
    const description = EXAMPLES.find(({ kind }) => kind === "description")?.value;
    await Deno.writeTextFile(`${folder}/my_engine.js`, code);
    await Deno.writeTextFile(`${folder}/my-engine.json`, JSON.stringify(description));
    const path = `${Deno.realPathSync(folder)}/my-engine.json`;
    const { code: exitCode, stdout, stderr } = await runTask("test-engine", path);
    assertEquals(exitCode, 0, stdout + stderr);
  }));
