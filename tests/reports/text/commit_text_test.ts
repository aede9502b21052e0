import { assertEquals } from "@std/assert";
import { commitText } from "../../../reports/text/commit_text.ts";

Deno.test("commitText() names the commit, and says where its files had been changed", () => {
  const gitCommit = "0123456789abcdef";
  assertEquals(commitText({ gitCommit, gitDirty: false }), "commit 0123456789ab");
  assertEquals(commitText({ gitCommit, gitDirty: null }), "commit 0123456789ab");
  assertEquals(commitText({ gitCommit, gitDirty: true }), "working tree on commit 0123456789ab");
  assertEquals(commitText({ gitCommit: null, gitDirty: null }), undefined);
});
