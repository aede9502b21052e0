// Parts of the engine pytorch that a GPU would show, each on its own, with what they call faked.

import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { runTied } from "../../../support/tied_process.ts";

const FOLDER = fileURLToPath(new URL("../../../../bench/engines/python", import.meta.url));

async function has(modules: string): Promise<boolean> {
  return await runTied("python3", { args: ["-c", `import ${modules}`] }).then(
    ({ code }) => code === 0,
    () => false,
  );
}

const hasPython = await has("json");
const hasTorch = await has("numpy, torch");

/** Runs a program beside the engine's files; the JSON that it prints. */
async function python(...lines: readonly string[]): Promise<unknown> {
  const begin = ["import json, sys", `sys.path.insert(0, ${JSON.stringify(FOLDER)})`];
  const args = ["-B", "-c", [...begin, ...lines].join("\n")];
  const { code, stdout, stderr } = await runTied("python3", { args });
  assertEquals(code, 0, stderr);
  return JSON.parse(stdout);
}

Deno.test({
  name: "Loaded.feed() copies from pinned memory to a GPU and converts there, as data loaders do",
  ignore: !hasPython,
  fn: async () => {
    const loads = await python(
      "from types import SimpleNamespace as Of",
      "from pytorch_engine import Loaded",
      "class Tensor:",
      "    def __init__(self, calls): self.calls, self.dtype = calls, 'int'",
      "    def is_floating_point(self): return True",
      "    def dim(self): return 4",
      "    def pin_memory(self): return Tensor([*self.calls, 'pin'])",
      "    def to(self, *args, **kw): return Tensor([*self.calls, [*args, *sorted(kw.items())]])",
      "torch = Of(from_numpy=lambda _: Tensor([]), contiguous_format='rows', float16='half')",
      "def calls(device, residency):",
      "    job = Of(device=device, precision='fp16', residency=residency, variant=None,",
      "             feeds={'image': 0})",
      "    return Loaded(torch, job, None, Of(inputs=['image'], outputs=[]), 'last').inputs[0].calls",
      "pairs = [('cuda', 'copied'), ('cuda', 'resident'), ('cpu', 'copied')]",
      "print(json.dumps([calls(*pair) for pair in pairs]))",
    );
    const placed = (device: string) => [device, ["non_blocking", device === "cuda"]];
    const converted = (copy: boolean) => ["half", ["copy", copy], ["memory_format", "last"]];
    assertEquals(loads, [
      ["pin", placed("cuda"), converted(false)],
      [placed("cuda"), converted(false)],
      [placed("cpu"), converted(true)],
    ]);
  },
});

Deno.test({
  name: "transpose() leaves tokens that become an image in the format of images",
  ignore: !hasTorch,
  fn: async () => {
    const calls = await python(
      "from types import SimpleNamespace as Of",
      "from pytorch_layout import transpose",
      "call = lambda name, x, *args, **kw: [x, [name, *args, *kw.values()]]",
      "t = Of(operand=lambda name: name, method=call, image_format='last')",
      "turned = lambda *perm: transpose(t, Of(attribute=lambda _: list(perm), inputs=['x']))",
      "print(json.dumps([turned(0, 3, 1, 2), turned(0, 2, 1)]))",
    );
    const image = [["x", ["permute", [0, 3, 1, 2]]], ["contiguous", "last"]];
    assertEquals(calls, [image, ["x", ["permute", [0, 2, 1]]]]);
  },
});
