import { assertEquals } from "@std/assert";
import { CUDA_PACKAGE, CUDA_PROVIDER } from "../../../cli/setup/cuda_package.ts";
import { setUpCuda } from "../../../cli/setup/set_up_cuda.ts";
import { withFolder } from "../../support/run_task.ts";

const ignore = Deno.build.os !== "linux";

/** What is there, and what the installer does. */
interface Case {
  readonly cuda?: number;
  readonly isThere?: boolean;
  readonly isGiven?: boolean;
  readonly force?: boolean;
  readonly installs?: boolean;
}

/** Sets CUDA up with everything faked; which steps were taken, and where the provider leads. */
function stepsOf({ cuda, isThere, isGiven = false, force = false, installs }: Case) {
  return withFolder(async (scratch) => {
    const root = await Deno.realPath(scratch);
    const [folder, unpacked] = [`${root}/runtime`, `${root}/unpacked`];
    for (const path of [folder, unpacked, `${root}/cuda`]) await Deno.mkdir(path);
    for (const name of CUDA_PACKAGE.only) await Deno.writeTextFile(`${unpacked}/${name}`, "wheel");
    const provider = `${folder}/${CUDA_PROVIDER}`;
    if (isThere) await Deno.writeTextFile(provider, "old");
    if (cuda !== undefined) await Deno.writeTextFile(`${root}/cuda/libcudart.so.${cuda}`, "");
    const python = `${root}/python`;
    await Deno.writeTextFile(python, `#!/bin/sh\necho ${root}/cuda\n`, { mode: 0o755 });
    const steps: string[] = [];
    await setUpCuda({
      folder,
      python,
      isGiven,
      force,
      say: () => undefined,
      unpack() {
        steps.push("wheel");
        return Promise.resolve(unpacked);
      },
      async install() {
        steps.push("installer");
        if (!installs) return "no route";
        await Deno.writeTextFile(provider, "installer");
        return undefined;
      },
    });
    return [...steps, await Deno.readTextFile(provider)];
  });
}

/** Name, what is there, steps and whose provider lies there at the end. */
const CASES: readonly (readonly [name: string, of: Case, steps: readonly string[]])[] = [
  ["leaves a provider that is there", { cuda: 13, isThere: true }, ["old"]],
  ["does it again by force", { cuda: 13, isThere: true, force: true }, ["wheel", "wheel"]],
  ["takes the installer's for CUDA 12", { cuda: 12, installs: true }, ["installer", "installer"]],
  ["takes the wheel where the installer fails", { cuda: 12 }, ["installer", "wheel", "wheel"]],
  ["asks no installer where CUDA is 13", { cuda: 13, installs: true }, ["wheel", "wheel"]],
  ["asks no installer if the file is given", { isGiven: true, installs: true }, ["wheel", "wheel"]],
];

for (const [name, of, steps] of CASES) {
  Deno.test({
    name: `setUpCuda() ${name}`,
    ignore,
    fn: async () => assertEquals(await stepsOf(of), steps),
  });
}
