// What files are called in tables: by their name alone, or with as many of the folders around it as
// tell them apart.

import { resolve } from "node:path";

const SEPARATOR = /[/\\]/;

/**
 * Names of paths, in their order: `a/x.onnx`, `b/y.onnx` -> `x.onnx`, `y.onnx`; `run1/best/x.onnx`,
 * `run2/best/x.onnx` -> `run1/best/x.onnx`, `run2/best/x.onnx`.
 *
 * @param paths Each of another file.
 * @param taken Names of others.
 */
export function distinctNames(
  paths: readonly string[],
  taken: ReadonlySet<string> = new Set(),
): readonly string[] {
  const parts = paths.map((path) => resolve(path).split(SEPARATOR));
  const nameOf = (own: readonly string[], count: number) => own.slice(-count).join("/");
  return parts.map((own) => {
    for (let count = 1; count < own.length; count++) {
      const name = nameOf(own, count);
      const isShared = parts.some((other) => other !== own && nameOf(other, count) === name);
      if (!isShared && !taken.has(name)) return name;
    }
    return own.join("/");
  });
}
