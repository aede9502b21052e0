// Where CUDA, cuDNN and TensorRT lie: packages of Python bring them, in folders that no loader knows of.

import { programText } from "../process/program_text.ts";

/**
 * Prints the library folders of the packages nvidia-* and tensorrt, and that of conda's CUDA, one a line.
 */
const FIND_FOLDERS = "import glob, os, sys\n" +
  'for place in sys.path: print(*glob.glob(os.path.join(place or ".", "nvidia", "*", "lib")), ' +
  '*glob.glob(os.path.join(place or ".", "tensorrt_libs")), sep="\\n")\n' +
  'for path in glob.glob(os.path.join(sys.prefix, "lib", "libcudart.so.*")): print(os.path.dirname(path))';

/** Where NVIDIA's own installer puts them; the loader knows other places by itself. */
const USUAL_FOLDERS = ["/usr/local/cuda/lib64"];

/** Folders that are there, those of the Python's packages first. */
export async function cudaLibraryFolders(
  python: string,
  usual: readonly string[] = USUAL_FOLDERS,
): Promise<readonly string[]> {
  const there = usual.filter((folder) => namesIn(folder).length > 0);
  return [...await packageFolders(python), ...there];
}

async function packageFolders(python: string): Promise<readonly string[]> {
  const folders = await programText(python, "-c", FIND_FOLDERS) ?? "";
  return [...new Set(folders.split("\n").filter((line) => line.startsWith("/")))];
}

function namesIn(folder: string): readonly string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return [];
  }
}

/** The version of CUDA's runtime in these folders, such as 13; `undefined` if none has it. */
export function cudaVersionIn(folders: readonly string[]): number | undefined {
  for (const name of folders.flatMap(namesIn)) {
    const [, major] = /^libcudart\.so\.(\d+)$/.exec(name) ?? [];
    if (major !== undefined) return Number(major);
  }
  return undefined;
}

/** Puts folders before those of the library path that there is, then runs what follows. */
const WITH_FOLDERS = 'LD_LIBRARY_PATH="$0${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"; ' +
  'export LD_LIBRARY_PATH; exec "$@"';

/**
 * A program, with its arguments, that starts another one so that it finds these libraries; none where
 * there is nothing to find.
 */
export function underLibraries(folders: readonly string[]): readonly string[] {
  return folders.length === 0 ? [] : ["sh", "-c", WITH_FOLDERS, folders.join(":")];
}
