import { assertEquals } from "@std/assert";
import { pathList, suiteArguments } from "../../../bench/process/suite_process.ts";

Deno.test("pathList() has the folder above in the place of a path with a comma", () => {
  assertEquals(pathList(["/a/b", "/c"]), "/a/b,/c");
  assertEquals(pathList(["/a/b,c/d", "/e/f,g", "/,h", "/i/,j"]), "/a,/e,/,/i");
});

Deno.test("suiteArguments() gives rights to paths with commas", () => {
  const args = suiteArguments("script.ts", { readable: ["/a/b,c"], writable: "/d/e,f" });
  assertEquals(args.filter((arg) => /^--allow-(?:read|write)/.test(arg)), [
    "--allow-read=/a",
    "--allow-write=/d",
  ]);
});
