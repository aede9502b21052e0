import { assertEquals, assertMatch } from "@std/assert";
import type { EngineDescription } from "../../../bench/engine/description.ts";
import {
  cudaLibraryFolders,
  cudaVersionIn,
  underLibraries,
} from "../../../bench/gpu/cuda_libraries.ts";
import { devicePlaces } from "../../../bench/gpu/device_place.ts";
import { probe } from "../../../bench/run/worker_process.ts";
import { withFolder } from "../../support/run_task.ts";
import { runTied } from "../../support/tied_process.ts";

const ignore = Deno.build.os !== "linux";

const hasPython = await runTied("python3", { args: ["--version"] }).then(
  ({ code }) => code === 0,
  () => false,
);

/** A program in Python's place that names a folder with CUDA 13. */
function withPython<Result>(
  use: (places: { readonly python: string; readonly libraries: string }) => Promise<Result>,
): Promise<Result> {
  return withFolder(async (folder) => {
    const root = await Deno.realPath(folder);
    const libraries = `${root}/nvidia/cu13/lib`;
    await Deno.mkdir(libraries, { recursive: true });
    await Deno.writeTextFile(`${libraries}/libcudart.so.13`, "");
    const python = `${root}/python`;
    const script = `#!/bin/sh\necho ${libraries}\necho\necho ${libraries}\n`;
    await Deno.writeTextFile(python, script, { mode: 0o755 });
    return await use({ python, libraries });
  });
}

Deno.test({
  name: "cudaLibraryFolders() finds the packages of CUDA and TensorRT, and conda's own CUDA",
  ignore: ignore || !hasPython,
  fn: () =>
    withFolder(async (folder) => {
      const root = await Deno.realPath(folder);
      const folders = ["nvidia/cu13/lib", "nvidia/cudnn/lib", "tensorrt_libs", "conda/lib"];
      for (const name of folders) await Deno.mkdir(`${root}/${name}`, { recursive: true });
      await Deno.writeTextFile(`${root}/conda/lib/libcudart.so.13`, "");
      await Deno.writeTextFile(`${root}/conda/lib/libcudart.so.13.0.48`, "");
      const python = `${root}/python`;
      const prefix = `import sys; sys.prefix = '${root}/conda'`;
      const script = `#!/bin/sh\nPYTHONPATH="${root}" exec python3 -c "${prefix}\n$2"\n`;
      await Deno.writeTextFile(python, script, { mode: 0o755 });
      const found = await cudaLibraryFolders(python, []);
      const own = found.filter((path) => path.startsWith(`${root}/`));
      assertEquals(own.toSorted(), folders.map((name) => `${root}/${name}`).toSorted());
    }),
});

Deno.test({
  name: "cudaLibraryFolders() asks the Python for its packages, then looks where CUDA usually is",
  ignore,
  fn: () =>
    withPython(async ({ python, libraries }) => {
      assertEquals(await cudaLibraryFolders(python, ["/no-such-folder"]), [libraries]);
      assertEquals(await cudaLibraryFolders("no-such-python", [libraries]), [libraries]);
      assertEquals(await cudaLibraryFolders("false", []), []);
    }),
});

Deno.test({
  name: "cudaVersionIn() reads the version of CUDA's runtime off its name",
  ignore,
  fn: () =>
    withPython(({ libraries }) => {
      assertEquals(cudaVersionIn(["/no-such-folder", libraries]), 13);
      assertEquals(cudaVersionIn(["/no-such-folder"]), undefined);
      return Promise.resolve();
    }),
});

Deno.test({
  name: "underLibraries() puts folders before those that are there, and starts nothing for none",
  ignore,
  fn: async () => {
    const [program = "", ...args] = [...underLibraries(["/a b", "/c"]), "printenv"];
    const pathUnder = async (env: Readonly<Record<string, string>>) =>
      (await runTied(program, { args: [...args, "LD_LIBRARY_PATH"], env })).stdout;
    assertEquals(await pathUnder({ LD_LIBRARY_PATH: "/old" }), "/a b:/c:/old\n");
    assertMatch(await pathUnder({ LD_LIBRARY_PATH: "" }), /^\/a b:\/c\n$/);
    assertEquals(underLibraries([]), []);
  },
});

/** Says what its library path is in place of a version. */
const TELLING: EngineDescription = {
  protocol: "dsnet-bench-engine/1",
  name: "telling",
  title: "Telling",
  command: [
    "sh",
    "-c",
    `read line; device=\${line#*device\\":\\"}; echo '{"kind":"probed","versions":{"path":"'"$LD_LIBRARY_PATH"'",` +
    `"gpu":"'"$CUDA_VISIBLE_DEVICES"'","device":"'"\${device%%\\"*}"'"},` +
    `"deviceName":null,"isSoftware":false,"precision":"fp32","problem":null}'; cat >/dev/null`,
  ],
  takes: "onnx",
  devices: ["cpu", "cuda"],
  precisions: ["fp32"],
  install: "nothing",
};

Deno.test({
  name:
    "probe() starts an engine on cuda with the library path of the user's Python, others without",
  ignore,
  fn: () =>
    withPython(async ({ python, libraries }) => {
      const engineOf = () => ({ description: TELLING, folder: "/" });
      const pathOn = async (device: string) => {
        const options = { timeLimitMs: 60_000, scratch: "/tmp", python, engineOf };
        return (await probe({ device }, options)).versions["path"] ?? "";
      };
      assertEquals((await pathOn("cuda")).split(":")[0], libraries);
      assertEquals((await pathOn("cpu")).includes(libraries), false);
    }),
});

Deno.test({
  name: "probe() shows an engine the GPU of its device and no other, and calls it by its kind",
  ignore,
  fn: async () => {
    const options = {
      timeLimitMs: 60_000,
      scratch: "/tmp",
      engineOf: () => ({ description: TELLING, folder: "/" }),
      placeOf: devicePlaces({
        python: "false",
        read: () => "3,2",
        gpus: () => Promise.resolve([]),
        folders: () => Promise.resolve([]),
      }),
    };
    const { versions } = await probe({ device: "cuda:1" }, options);
    assertEquals([versions["gpu"], versions["device"]], ["2", "cuda"]);
  },
});
