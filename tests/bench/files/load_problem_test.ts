import { assertEquals } from "@std/assert";
import { loadProblem } from "../../../bench/files/load_problem.ts";

const FILE = { path: "/home/me/x.onnx", sizeBytes: 100 };

/** As onnxruntime 1.30 said it of small files made for it. */
const SAID = [
  [
    'Load model from /home/me/x.onnx failed:This is an invalid model. In Node, ("", Foo, "", -1) : ' +
    '("x": tensor(float),) -> ("y": tensor(float),) , Error No Op registered for Foo with ' +
    "domain_version of 21",
    "the runtime has no operator Foo:",
  ],
  [
    "Load model from /home/me/x.onnx failed:Fatal error: my.ops:Foo(-1) is not a registered " +
    "function/op",
    "the runtime has no operator my.ops:Foo:",
  ],
  [
    "Could not find an implementation for Relu(14) node with name ''",
    "the runtime has no Relu for these types on this device:",
  ],
  [
    "ONNX Runtime only *guarantees* support for … Opset 99 is under development and support for " +
    "this is limited. … Current official support for domain ai.onnx is till opset 26.\n",
    "its operator set 99 is newer than the runtime's 26: export it with opset 26",
  ],
  [
    "… Unsupported model IR version: 99, max supported IR version: 13\n",
    "its IR version 99 is newer than the runtime's 13:",
  ],
  [
    "External data path validation failed for initializer: w. Error: tensorprotoutils.cc:461 " +
    'ValidateExternalDataPathFromDir External data path does not exist: "/home/me/x.onnx.data"',
    'its weights are in "x.onnx.data", which is not beside it: copy that file there too',
  ],
  [
    "Deserialize tensor a.b failed.tensorprotoutils.cc:1763 GetExtDataFromTensorProto External " +
    "initializer: a.b offset: 1196864 size to read: 384 given file_length: 1000 are out of bounds " +
    "or can not be read in full.",
    'its file of weights has 1000 bytes, and "a.b" would end at byte 1197248: the file is cut off,',
  ],
  [
    "Load model from /home/me/x.onnx failed:Protobuf parsing failed.",
    "Load model from the file failed:Protobuf parsing failed.",
  ],
] as const;

Deno.test("loadProblem() says in one line, without the path, what to do about a model", () => {
  for (const [said, meant] of SAID) {
    const reason = loadProblem(said, FILE);
    assertEquals(reason.slice(0, meant.length), meant);
    assertEquals([reason.includes("/home/me"), reason.includes("\n")], [false, false]);
  }
});

Deno.test("loadProblem() tells a message of 2 GiB from one that is just below", () => {
  const of = (sizeBytes: number) => loadProblem("Protobuf parsing failed.", { ...FILE, sizeBytes });
  assertEquals(of(2 ** 31).startsWith("it is one message of 2147483648 bytes"), true);
  assertEquals(of(2 ** 31 - 1), "Protobuf parsing failed.");
});
