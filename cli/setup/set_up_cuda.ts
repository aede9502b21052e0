// CUDA for ONNX Runtime: what is there, else the runtime's own installer, else the package on PyPI.

import { cudaLibraryFolders, cudaVersionIn } from "../../bench/gpu/cuda_libraries.ts";
import { errorText } from "../../bench/job/error_text.ts";
import { SUITE_FOLDER } from "../../bench/process/suite_process.ts";
import { probe } from "../../bench/run/worker_process.ts";
import { isThere } from "../shell/files.ts";
import { CUDA_PACKAGE, CUDA_PROVIDER, PACKAGE_CUDA } from "./cuda_package.ts";

/** What is set up, and for whom. */
export interface CudaSetup {
  /** Where the runtime looks for its providers. */
  readonly folder: string;
  readonly python: string;
  /** The package's file, if the user has fetched it: nobody else is asked then. */
  readonly isGiven: boolean;
  readonly force: boolean;
  readonly say: (line: string) => void;
  /** Fetches the package's file if it must, and unpacks it; the folder that has its libraries. */
  readonly unpack: () => Promise<string>;
  /** Runs the runtime's own installer; the reason if it fails. @default by this Deno */
  readonly install?: () => Promise<string | undefined>;
}

/** Gets the provider beside the runtime. */
export async function setUpCuda(setup: CudaSetup): Promise<void> {
  const { folder, python, force, isGiven, say, unpack, install = runInstaller } = setup;
  if (!force && await isThere(`${folder}/${CUDA_PROVIDER}`)) {
    say(`cuda is set up already in ${folder}: --force does it again`);
    return;
  }
  const folders = await cudaLibraryFolders(python);
  const version = cudaVersionIn(folders);
  // The installer's provider is for CUDA 12, and no use where the machine has another.
  if (!isGiven && version !== PACKAGE_CUDA) {
    const problem = await install();
    if (problem === undefined && await isThere(`${folder}/${CUDA_PROVIDER}`)) {
      say(`the runtime's own installer fetched its provider for CUDA 12 into ${folder}`);
      return;
    }
    say(`the runtime's own installer fetched nothing: ${problem ?? "it said nothing"}`);
  }
  const unpacked = await unpack();
  await linkInto(folder, unpacked);
  say(`${folder} has the provider of ${CUDA_PACKAGE.name} ${CUDA_PACKAGE.version} now`);
  say(
    version === PACKAGE_CUDA
      ? `workers find CUDA ${version} in the packages of ${python}: name it by --python in bench too`
      : `note: it is for CUDA ${PACKAGE_CUDA} and cuDNN 9, and ${python} has ` +
        `${version === undefined ? "none" : `CUDA ${version}`}: name a Python with PyTorch for ` +
        `CUDA ${PACKAGE_CUDA} by --python, here and in bench`,
  );
}

/** Links the package's libraries beside the runtime's own, in the place of what is there. */
async function linkInto(folder: string, unpacked: string): Promise<void> {
  for (const name of CUDA_PACKAGE.only) {
    const path = `${folder}/${name}`;
    await Deno.remove(path).catch(() => undefined);
    await Deno.link(`${unpacked}/${name}`, path);
  }
}

async function runInstaller(): Promise<string | undefined> {
  const script = `${SUITE_FOLDER}/node_modules/onnxruntime-node/script/install.js`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", script, "--onnxruntime-node-install=cuda12"],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
  }).output();
  return success ? undefined : new TextDecoder().decode(stderr).trim().split("\n")[0];
}

/** What the runtime says once it has loaded a provider and found no card. */
const NO_CARD = /no CUDA-capable device|driver version is insufficient|CUDA failure (?:3|35|100)\b/;

/**
 * Loads the provider in an engine of ours and says what came of it: that it works, that it fits and
 * there is no card, or why it cannot be loaded.
 *
 * @param scratch Absolute, and there.
 */
export async function cudaStateText(python: string, scratch: string): Promise<string> {
  const options = { timeLimitMs: 120_000, scratch, python };
  const problem = await probe({ device: "cuda" }, options).then(
    (found) => found.problem,
    errorText,
  );
  if (problem === null) return "cuda works here";
  if (NO_CARD.test(problem)) {
    return "the provider fits the runtime, and there is no CUDA device here";
  }
  return `note: cuda does not work here yet: ${problem}`;
}
