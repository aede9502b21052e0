import { assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { isNeeded, packageEntries } from "../../../cli/bundle/package_files.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url)).replace(/[\\/]$/, "");

Deno.test("isNeeded() takes what a run reads, licences and the platform's own libraries", () => {
  const needed = (path: string) => isNeeded(`suite/node_modules/.deno/${path}`, "linux-x64");
  for (
    const path of [
      "a@1/node_modules/a/index.js",
      "a@1/node_modules/a/package.json",
      "a@1/node_modules/a/LICENSE.md",
      "a@1/node_modules/a/bin/napi-v6/linux/x64/a.node",
    ]
  ) assertEquals(needed(path), true, path);
  for (
    const path of [
      "a@1/node_modules/a/index.d.ts",
      "a@1/node_modules/a/index.js.map",
      "a@1/node_modules/a/src/index.ts",
      "a@1/node_modules/a/README.md",
      "a@1/node_modules/a/build/a.min.js",
      "a@1/node_modules/a/dist/iife/index.js",
      "a@1/node_modules/a/dist/umd/index.js",
      "a@1/node_modules/a/build/a-schema.json",
      "bin/napi-v6/linux/arm64/a.node",
      "bin/napi-v6/win32/x64/a.dll",
      "bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so",
    ]
  ) assertEquals(needed(path), false, path);
});

Deno.test("packageEntries() takes a package with what it needs, for one platform", async () => {
  const { entries, versions } = await packageEntries(["onnxruntime-node"], {
    root,
    platform: "linux-arm64",
  });
  assertEquals(Object.keys(versions).toSorted(), ["onnxruntime-common", "onnxruntime-node"]);
  const libraries = entries.filter(({ part }) => part === "runtime").map(({ path }) => path);
  assertEquals(libraries.length > 0, true);
  assertEquals(libraries.filter((path) => !path.includes("/linux/arm64/")), []);
  const links = entries.flatMap(({ path, from }) => "link" in from ? [[path, from.link]] : []);
  assertEquals(links[0], [
    "suite/node_modules/onnxruntime-node",
    `.deno/onnxruntime-node@${versions["onnxruntime-node"]}/node_modules/onnxruntime-node`,
  ]);
});

Deno.test("packageEntries() refuses a platform that the runtime has no library for", async () => {
  await assertRejects(
    () => packageEntries(["onnxruntime-node"], { root, platform: "plan9-mips" }),
    UsageError,
    "Cannot bundle for plan9-mips as the runtime has no library for it",
  );
});
