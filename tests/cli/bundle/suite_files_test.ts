import { assertEquals, assertRejects } from "@std/assert";
import { importedPackages, isBundled, suiteEntries } from "../../../cli/bundle/suite_files.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";

Deno.test("isBundled() takes what runs and the manuals, and leaves tests and samples out", () => {
  for (const path of ["cli/main.ts", "reports/published/paper.csv", "README.md", "LICENSE"]) {
    assertEquals(isBundled(path), true, path);
  }
  for (
    const path of ["tests/cli/cli_test.ts", "reports/samples/a.jsonl", ".github/a", "deno.lock"]
  ) {
    assertEquals(isBundled(path), false, path);
  }
});

Deno.test("importedPackages() finds packages by name, whatever is imported of them", () => {
  assertEquals(
    importedPackages([
      'import { a } from "vega";\nimport type { b } from "@bufbuild/protobuf/wire";',
      'import "fflate";\nconst c = await import("zod");\nexport * from "./own.ts";',
      'new URL(import.meta.resolve("@cwasm/jpeg-turbo/jpeg-turbo.wasm"));',
    ]),
    ["@bufbuild/protobuf", "@cwasm/jpeg-turbo", "fflate", "vega", "zod"],
  );
});

Deno.test("suiteEntries() refuses a folder whose files git does not know", async () => {
  await assertRejects(
    () => suiteEntries("no-such-folder"),
    UsageError,
    'Cannot bundle as git does not tell which files of "no-such-folder" are the suite\'s: ',
  );
});
