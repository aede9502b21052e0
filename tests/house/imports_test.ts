// The folder arrows of docs/architecture.md: an import that runs backwards fails here.

import { assertEquals } from "@std/assert";
import { dirname, join, relative } from "node:path";
import { ROOT, sourceFiles, sourceText } from "../support/source_files.ts";

/** For each folder, what its files may import of ours: folders, or single files of them. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "std": ["std"],
  "models": ["models"],
  "bench": ["models", "bench"],
  "reports": [
    ...["reports", "bench/record.ts", "bench/statistics.ts", "bench/round_rate.ts"],
    ...["bench/rank_counts.ts", "bench/flops.ts"],
  ],
  "cli": ["models", "bench", "reports", "cli", "deno.json"],
};

/** Our own files that a file imports, relative to the root; `type` imports are marked. */
async function importsOf(path: string): Promise<readonly string[]> {
  const text = await sourceText(path);
  const found = text.matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g);
  return [...found].map(([, specifier = ""]) =>
    relative(ROOT, join(ROOT, dirname(path), specifier))
  );
}

for (const [folder, allowed] of Object.entries(ARROWS)) {
  Deno.test(`${folder}/ imports only what its arrow allows`, async () => {
    const backwards: string[] = [];
    for await (const path of sourceFiles(folder)) {
      for (const imported of await importsOf(path)) {
        const fits = allowed.some((place) =>
          imported === place || imported.startsWith(`${place}/`)
        );
        if (!fits) backwards.push(`${path} -> ${imported}`);
      }
    }
    assertEquals(backwards, []);
  });
}

/** Pure functions of bench/ on samples, so that no report computes a rate or a median of its own. */
const SHARED_FUNCTIONS = [
  ...["median", "quantile", "medianInterval", "boundsOf", "scaled"],
  ...["pairedRatio", "roundRate", "roundRates"],
  ...["pairedCut", "unpairedCut", "leastRounds", "FLOPS_PER_MAC"],
];

Deno.test("reports/ takes only types and pure functions on samples from bench/", async () => {
  const values: string[] = [];
  for await (const path of sourceFiles("reports")) {
    const text = await sourceText(path);
    const imports = text.matchAll(/^import (?!type )([^;]*?) from "(?:\.\.\/)+bench\/[^"]+"/gm);
    for (const [, clause = ""] of imports) {
      const names = clause.replaceAll(/[{}]/g, "").split(",").map((name) => name.trim());
      const others = names.filter((name) =>
        name !== "" && !name.startsWith("type ") && !SHARED_FUNCTIONS.includes(name)
      );
      if (others.length > 0) values.push(`${path}: ${others.join(", ")}`);
    }
  }
  assertEquals(values, []);
});

Deno.test("only worker processes load the runtime", async () => {
  const loading: string[] = [];
  for (const folder of Object.keys(ARROWS)) {
    for await (const path of sourceFiles(folder)) {
      const text = await sourceText(path);
      if (/from "onnxruntime-node"/.test(text)) loading.push(path);
    }
  }
  assertEquals(loading, ["bench/session.ts"]);
});

Deno.test("only the edges touch arguments, files, environment and console", async () => {
  const touching: string[] = [];
  const edge = /\bconsole\.|Deno\.(args|env|read|write|open|exit|stdout|stderr|mkdir)/;
  const allowed = new Set([
    ...["bench/worker.ts", "bench/session.ts", "bench/model_files.ts", "bench/graph_file.ts"],
    "bench/system_reader.ts",
  ]);
  for (const folder of ["models", "bench", "reports"]) {
    for await (const path of sourceFiles(folder)) {
      if (allowed.has(path)) continue;
      const text = await sourceText(path);
      const code = text.split("\n").filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line));
      if (edge.test(code.join("\n"))) touching.push(path);
    }
  }
  assertEquals(touching, []);
});
