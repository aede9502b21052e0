// Why the runtime does not load a model, in one line that says what to do. Its own messages have places
// in its source and the path of the file, which is nobody's business but the person's.

import { basename } from "node:path";

/** Most bytes of one message of protobuf, less one. */
const MESSAGE_LIMIT = 2 ** 31;

type Cause = readonly [said: RegExp, meant: (match: RegExpExecArray) => string];

const COUNTED = `"deno task count" counts it all the same`;

/** What onnxruntime 1.30 says, and what it means. */
const CAUSES: readonly Cause[] = [
  [
    /No Op registered for (\S+)|(\S+)\(-?\d+\) is not a registered function\/op/,
    ([, op, domainOp]) => `the runtime has no operator ${op ?? domainOp}: ${COUNTED}`,
  ],
  [
    /Could not find an implementation for (\S+?)\(\d+\)/,
    ([, op]) => `the runtime has no ${op} for these types on this device: ${COUNTED}`,
  ],
  [
    /Opset (\d+) is under development[^]*till opset (\d+)/,
    ([, own, most]) =>
      `its operator set ${own} is newer than the runtime's ${most}: export it with opset ${most}`,
  ],
  [
    /Unsupported model IR version: (\d+), max supported IR version: (\d+)/,
    ([, own, most]) =>
      `its IR version ${own} is newer than the runtime's ${most}: save it with an older onnx`,
  ],
  [
    /External data path does not exist: "(.*?)"/,
    ([, path = ""]) =>
      `its weights are in "${basename(path)}", which is not beside it: copy that file there too`,
  ],
  [
    /External initializer: (.+?) offset: (\d+) size to read: (\d+) given file_length: (\d+)/,
    ([, name, offset, size, length]) =>
      `its file of weights has ${length} bytes, and "${name}" would end at byte ` +
      `${Number(offset) + Number(size)}: the file is cut off, copy or export it again`,
  ],
];

/** The reason for people, from what the runtime said of a file. */
export function loadProblem(
  message: string,
  { path, sizeBytes }: { readonly path: string; readonly sizeBytes: number },
): string {
  if (sizeBytes >= MESSAGE_LIMIT) {
    return `it is one message of ${sizeBytes} bytes, and the runtime loads none of 2 GiB or more: ` +
      `save its weights beside it, as external data`;
  }
  for (const [said, meant] of CAUSES) {
    const match = said.exec(message);
    if (match !== null) return meant(match);
  }
  return message.replaceAll(path, "the file").trim().split("\n")[0] ?? "";
}
