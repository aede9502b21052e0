// Careless changes of how checkpoints are read.

import type { Mutation } from "./mutation.ts";

/** Of models/checkpoint/ and its formats, of the files that hold them, and of `inspect`. */
export const CHECKPOINT_READING_MUTATIONS: readonly Mutation[] = [
  {
    what: "64-bit integers are rounded twice",
    file: "models/checkpoint/float32_values.ts",
    find: "(isCut ? 1n : 0n)",
    replace: "0n",
  },
  {
    what: "bfloat16 is read as float16",
    file: "models/checkpoint/float32_values.ts",
    find: `["bfloat16", bfloat16],`,
    replace: `["bfloat16", plain(Float16Array)],`,
  },
  {
    what: "the largest float8 without infinities is no number",
    file: "models/checkpoint/small_floats.ts",
    find: `if (special === "all ones" && magnitude === MAGNITUDE) return NaN;`,
    replace: `if (special === "all ones" && magnitude >= MAGNITUDE - 1) return NaN;`,
  },
  {
    what: "denormals of 8 bits are 0",
    file: "models/checkpoint/small_floats.ts",
    find: "exponent === 0 ? fraction :",
    replace: "exponent === 0 ? 0 :",
  },
  {
    what: "a tensor may end beyond its storage",
    file: "models/checkpoint/stored_tensor.ts",
    find: "&& end <= storage.byteLength) return;",
    replace: ") return;",
  },
  {
    what: "a tensor may begin before its storage",
    file: "models/checkpoint/stored_tensor.ts",
    find: "Number.isSafeInteger(place) && place >= 0);",
    replace: "Number.isSafeInteger(place));",
  },
  {
    what: "every view is read row by row",
    file: "models/checkpoint/strides.ts",
    find: "shape[axis] === 1 || strides[axis] === step",
    replace: "step > 0 || axis > 0",
  },
  {
    what: "repeated elements stay 0",
    file: "models/checkpoint/strides.ts",
    find: "repeat(target, axes.filter(({ stride }) => stride === 0));",
    replace: "",
  },
  {
    what: "large views that overlap are read whole",
    file: "models/checkpoint/strides.ts",
    find: "if (!isInOrder && reach > MOST_OVERLAPPING_ELEMENTS) return false;",
    replace: "",
  },
  {
    what: "tensors of safetensors may overlap",
    file: "models/checkpoint/formats/safetensors_header.ts",
    find: "if (entry.start !== end) {",
    replace: "if (entry.start > end) {",
  },
  {
    what: "a file of safetensors may go on",
    file: "models/checkpoint/formats/safetensors_header.ts",
    find: "  if (end === size) return;\n",
    replace: "  if (end <= size) return;\n",
  },
  {
    what: "headers are read whatever their length",
    file: "models/checkpoint/formats/safetensors_header.ts",
    find: "if (length > MOST_HEADER_BYTES) {",
    replace: "if (length > 2n ** 62n) {",
  },
  {
    what: "compressed files of an archive are read as they are",
    file: "models/checkpoint/formats/zip_directory.ts",
    find: "method !== 0 || ",
    replace: "",
  },
  {
    what: "numbers of zip64 are not looked for",
    file: "models/checkpoint/formats/zip_directory.ts",
    find: "return value === IN_EXTRA ? wide.shift() ?? value : value;",
    replace: "return value;",
  },
  {
    what: "a storage may be shorter than its tensors say",
    file: "models/checkpoint/formats/pickled_checkpoint.ts",
    find: "if (viewOffset === 0 ? wanted !== there : wanted > there) {",
    replace: "if (viewOffset !== 0 && wanted > there) {",
  },
  {
    what: "arrays of Fortran's order are read row by row",
    file: "models/checkpoint/formats/pickled_checkpoint.ts",
    find: "const strides = isFortran",
    replace: "const strides = false",
  },
  {
    what: "paddle's bfloat16 is read as whole numbers",
    file: "models/checkpoint/formats/pickled_checkpoint.ts",
    find: `isOfPaddle && parts.dtype === "uint16" ? "bfloat16" : parts.dtype`,
    replace: "parts.dtype",
  },
  {
    what: "bytes of protocol 2 are taken for raw ones",
    file: "models/checkpoint/pickle/calls.ts",
    find: `? { ...text, encoding: "latin-1 in UTF-8" }`,
    replace: "? text",
  },
  {
    what: "os may be named",
    file: "models/checkpoint/pickle/refused_names.ts",
    find: "    os posix nt ",
    replace: "    posix nt ",
  },
  {
    what: "dotted names lead anywhere",
    file: "models/checkpoint/pickle/refused_names.ts",
    find: `const through = [first, ...name.split(".").slice(0, -1)];`,
    replace: "const through = [first];",
  },
  {
    what: "names are looked at only when they are called by the stack",
    file: "models/checkpoint/pickle/opcodes.ts",
    find: "  requireHarmless(known, name, machine.cursor.position);\n",
    replace: "  if (module.length > 99) requireHarmless(known, name, machine.cursor.position);\n",
  },
  {
    what: "copies of a list take no memory",
    file: "models/checkpoint/pickle/opcodes.ts",
    find: "KEPT_BYTES.entry * (items.length + copied)",
    replace: "KEPT_BYTES.entry * items.length",
  },
  {
    what: "values are taken from below a mark",
    file: "models/checkpoint/pickle/pickle_machine.ts",
    find: "if (this.#stack.length > (this.#marks.at(-1) ?? 0)) return;",
    replace: "if (this.#stack.length > 0) return;",
  },
  {
    what: "the averaged weights are taken before the last ones",
    file: "models/checkpoint/pickle/state_dicts.ts",
    find: `  "state_dict",\n`,
    replace: `  "model_ema",\n  "state_dict",\n`,
  },
  {
    what: "the state of an optimizer is offered as weights",
    file: "models/checkpoint/pickle/state_dicts.ts",
    find: "if (!NO_WEIGHTS.test(key)) visit(",
    replace: "visit(",
  },
  {
    what: "buffers that a model does not save are in its state dict",
    file: "models/checkpoint/pickle/module_tensors.ts",
    find: ".filter(([name]) => !passing.has(name))",
    replace: "",
  },
  {
    what: "the hash of an index leaves out its files",
    file: "bench/files/open_checkpoint.ts",
    find: "      if (opened !== undefined) yield opened;\n",
    replace: "",
  },
  {
    what: "infinities are counted as numbers",
    file: "cli/inspect/value_counts.ts",
    find: "else if (size === Infinity) infinite += 1;",
    replace: "",
  },
];
