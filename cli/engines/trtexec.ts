// TensorRT's own program is no engine here, as it does not say what its products are computed in; but
// where it is, TensorRT is installed, and the engine `tensorrt` lacks only what calls it.

import { programText } from "../../bench/process/program_text.ts";

/** Where a program is that the path has; undefined where it is not. Never throws. */
export async function findProgram(name: string): Promise<string | undefined> {
  const find = 'path=$(command -v "$1") && [ -x "$path" ] && echo "$path"';
  return (await programText("sh", "-c", find, "sh", name))?.trim();
}

/** What is said of TensorRT where its engine does not work and its program is there. */
export function trtexecText(path: string | undefined): string | undefined {
  return path === undefined
    ? undefined
    : `tensorrt: TensorRT is installed, as ${path} is there; it runs by ONNX Runtime for Python, so ` +
      "what is missing is onnxruntime-gpu, or its way to TensorRT's libraries (LD_LIBRARY_PATH)";
}
