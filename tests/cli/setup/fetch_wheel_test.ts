import { assertEquals, assertRejects } from "@std/assert";
import { fetchWheel } from "../../../cli/setup/fetch_wheel.ts";
import { RunError } from "../../../cli/shell/usage_error.ts";
import { withFolder } from "../../support/run_task.ts";

const CURE = "fetch a-1.whl (3 B) of a 1 from PyPI yourself and run " +
  '"deno task setup --device x --wheel FILE"';

/** Fetches with a program in Python's place; `script` is what it does. */
function fetchBy(script: string): Promise<string> {
  return withFolder(async (folder) => {
    const python = `${folder}/python`;
    await Deno.writeTextFile(python, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const path = await fetchWheel({
      found: { name: "a", version: "1", folder: "a", libraries: {}, wheels: {} },
      wheel: { file: "a-1.whl", bytes: 3, sha256: "" },
      again: "deno task setup --device x",
      python,
      folder,
    });
    return await Deno.readTextFile(path);
  });
}

Deno.test({
  name: "fetchWheel() asks pip for the pinned package alone, into the folder",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const asked = await fetchBy(
      'for word; do case $word in --dest=*) folder=${word#--dest=};; esac; done; echo "$@" > "$folder/a-1.whl"',
    );
    assertEquals(
      /^-m pip download .* --no-deps .*--only-binary=:all: .* a==1$/.test(asked.trim()),
      true,
      asked,
    );
  },
});

Deno.test({
  name: "fetchWheel() says what pip says, and how to do without it",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const noPip = await assertRejects(
      () => fetchBy('echo "python3: No module named pip" >&2; exit 1'),
      RunError,
      "Cannot fetch a 1 by pip: python3: No module named pip. Name a Python that has pip",
    );
    assertEquals(noPip.message.endsWith(CURE), true, noPip.message);
    await assertRejects(
      () => fetchBy('echo "ERROR: no route" >&2; echo "[notice] A new release" >&2; exit 1'),
      RunError,
      "by pip: ERROR: no route. ",
    );
    await assertRejects(() => fetchBy("exit 3"), RunError, "ended with code 3");
  },
});

Deno.test("fetchWheel() says that there is no such Python", async () => {
  const request = {
    found: { name: "a", version: "1", folder: "a", libraries: {}, wheels: {} },
    wheel: { file: "a-1.whl", bytes: 3, sha256: "" },
    again: "deno task setup",
    python: "no-such-python",
    folder: ".",
  };
  await assertRejects(() => fetchWheel(request), RunError, 'there is no program "no-such-python"');
});
