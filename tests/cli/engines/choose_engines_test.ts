import { assertEquals } from "@std/assert";
import { chooseEngines, withCure } from "../../../cli/engines/choose_engines.ts";
import type { AskedEngine } from "../../../cli/engines/engine_options.ts";
import { fakeEngine } from "../../support/fake_engines.ts";
import { withFolder } from "../../support/run_task.ts";

Deno.test({
  name: "chooseEngines() tries the engines out at the same time where the device is named",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const scratch = await Deno.realPath(folder);
      const told = { versions: { fake: "1" }, deviceName: null, isSoftware: false };
      const answer = JSON.stringify({ kind: "probed", ...told, precision: "fp32", problem: null });
      const asked = (name: string, before: string): AskedEngine => {
        const script = `read -r _; ${before}; echo '${answer}'`;
        const located = fakeEngine("none", {}, { name, command: ["sh", "-c", script] });
        return { located, options: {} };
      };
      const askedEngines = [
        asked("patient", `until [ -e ${scratch}/there ]; do sleep 0.02; done`),
        asked("hasty", `: > ${scratch}/there`),
      ];
      const engineOf = (name: string) =>
        askedEngines.find(({ located }) => located.description.name === name)?.located ??
          fakeEngine("none");
      const options = { scratch, timeLimitMs: 10_000, engineOf };
      const chosen = await chooseEngines(
        { askedEngines, device: "cpu", precision: "fp32" },
        options,
      );
      const found = "problem" in chosen ? chosen.problem : [...chosen.devices.keys()];
      assertEquals(found, ["patient", "hasty"]);
    }),
});

Deno.test("withCure() says once how to get what is missing, whichever program does it", () => {
  const install = "python3 -m pip install torch numpy";
  const said = "Cannot import torch: /opt/python -m pip install torch numpy, or name another";
  assertEquals(withCure(said, install), said);
  assertEquals(withCure("it has only cpu", install), `it has only cpu; get it by: ${install}`);
  assertEquals(withCure("it has only cpu", "make"), "it has only cpu; get it by: make");
  const refused = "Cannot compute in tf32 on cpu: tf32 is of cuda only";
  assertEquals(withCure(refused, install), refused);
  assertEquals(
    withCure("no such library", install, { "provider-library": "/p.so" }),
    "no such library",
  );
});
