// models/checkpoint/pickle/unpickle.ts: every opcode, nothing that runs, and bounds.

import { assertEquals, assertThrows } from "@std/assert";
import { CheckpointError } from "../../../../models/checkpoint/checkpoint_error.ts";
import type { PickleValue } from "../../../../models/checkpoint/pickle/pickle_value.ts";
import { unpickled } from "../../../support/pickle_text.ts";

const seq = (kind: "list" | "tuple" | "set", ...items: PickleValue[]) => ({ kind, items });
const dict = (...entries: [PickleValue, PickleValue][]) => ({
  kind: "dict" as const,
  entries: new Map(entries),
});
const unmade = (path: string) => ({
  kind: "object" as const,
  path,
  state: null as PickleValue,
  entries: null as Map<PickleValue, PickleValue> | null,
});

/** Each ends in STOP, which is added. */
const VALUES: readonly (readonly [what: string, pickle: string, value: PickleValue])[] = [
  ["None", "N", null],
  ["booleans of protocol 2", "\x80\x02\x88", true],
  ["booleans of protocol 0", "I01\n", true],
  ["whole numbers of one byte", "K\xff", 255],
  ["whole numbers of two bytes", "M\x34\x12", 0x1234],
  ["whole numbers of four bytes", "J\xfe\xff\xff\xff", -2],
  ["whole numbers as text", "I-12\n", -12],
  ["long whole numbers as text", "L9007199254740993L\n", 9007199254740993n],
  ["whole numbers of any length", "\x8a\x02\x00\xff", -256],
  ["the whole number of no bytes", "\x8a\x00", 0],
  ["whole numbers of a long length", "\x8b\x01\x00\x00\x00\x80", -128],
  ["reals", "G\x3f\xf8\0\0\0\0\0\0", 1.5],
  ["reals as text", "F1.5\n", 1.5],
  ["infinities as text", "F-inf\n", -Infinity],
  ["a real that is a name of JavaScript's", "Fconstructor\n", NaN],
  ["texts of Python 2", "U\x01\xe9", "é"],
  ["long texts of Python 2", "T\x02\x00\x00\x00ab", "ab"],
  ["quoted texts", "S'ab'\n", "ab"],
  ["escaped texts", "Va\\u00e9\n", "aé"],
  ["texts", "X\x02\x00\x00\x00\xc3\xa9", "é"],
  ["short texts", "\x8c\x01a", "a"],
  ["texts of a long length", "\x8d\x01\0\0\0\0\0\0\0a", "a"],
  ["bytes", "C\x02ab", { kind: "bytes", start: 2, byteLength: 2, encoding: "raw" }],
  ["bytes of 4", "B\x02\0\0\0ab", { kind: "bytes", start: 5, byteLength: 2, encoding: "raw" }],
  [
    "byte arrays",
    "\x96\x01\0\0\0\0\0\0\0a",
    { kind: "bytes", start: 9, byteLength: 1, encoding: "raw" },
  ],
  [
    "bytes as text, as protocol 2 has them",
    "c_codecs\nencode\nX\x02\0\0\0\xc3\xa9U\x06latin1\x86R",
    { kind: "bytes", letters: "é" },
  ],
  ["tuples", "(K\x01K\x02t", seq("tuple", 1, 2)],
  ["tuples of three", "K\x01K\x02K\x03\x87", seq("tuple", 1, 2, 3)],
  ["lists", "](K\x01K\x02e", seq("list", 1, 2)],
  ["lists of marks", "(K\x01l", seq("list", 1)],
  ["appended items", "]K\x01a", seq("list", 1)],
  ["sets", "\x8f(K\x01\x90", seq("set", 1)],
  ["frozen sets", "(K\x01\x91", seq("set", 1)],
  ["sets of protocol 2", "c__builtin__\nset\n](K\x01e\x85R", seq("set", 1)],
  ["dictionaries", "}(U\x01aK\x01u", dict(["a", 1])],
  ["a key that comes twice", "}(U\x01aK\x01U\x01aK\x02u", dict(["a", 2])],
  ["dictionaries of marks", "(U\x01aK\x01d", dict(["a", 1])],
  ["single keys", "}U\x01aK\x01s", dict(["a", 1])],
  ["ordered dictionaries", "ccollections\nOrderedDict\n)RU\x01aK\x01s", dict(["a", 1])],
  [
    "ordered dictionaries of pairs",
    "ccollections\nOrderedDict\n]U\x01aK\x01\x86a\x85R",
    dict(["a", 1]),
  ],
  ["dictionaries with a default", "ccollections\ndefaultdict\nc__builtin__\nint\n\x85R", dict()],
  ["values that were kept", "K\x07q\x05K\x010h\x05\x86", seq("tuple", 7, 7)],
  ["values kept in order", "\x80\x04K\x07\x94h\x00\x86", seq("tuple", 7, 7)],
  ["copies of the top", "K\x012\x86", seq("tuple", 1, 1)],
  ["what was thrown away", "K\x01(K\x02K\x031", 1],
  ["frames", "\x80\x04\x95\x01\0\0\0\0\0\0\0N", null],
  [
    "views of storages, as files from before 2018 have them",
    "(U\x07storagectorch\nHalfStorage\nU\x017U\x03cpuK\x08(U\x018K\x02K\x03ttQ",
    { kind: "storage", key: "7", dtype: "float16", elementCount: 3, viewOffset: 2 },
  ],
  ["names", "ctorch\nfloat32\n", { kind: "global", path: "torch.float32" }],
  ["names by the stack", "\x8c\x05torch\x8c\x04half\x93", { kind: "global", path: "torch.half" }],
  ["objects", "cargparse\nNamespace\n)\x81", unmade("argparse.Namespace")],
  ["objects with keywords", "ca\nB\n)}\x92", unmade("a.B")],
  ["objects of marks", "(ca\nB\nK\x01o", unmade("a.B")],
  ["objects of marks and names", "(K\x01ia\nB\n", unmade("a.B")],
  [
    "objects of protocol 1",
    "ccopy_reg\n_reconstructor\nca\nB\nc__builtin__\nobject\nN\x87R",
    unmade("a.B"),
  ],
  ["objects with a state", "ca\nB\n)\x81K\x07b", { ...unmade("a.B"), state: 7 }],
  [
    "objects with keys",
    "ca\nB\n)\x81U\x01kK\x07s",
    { ...unmade("a.B"), entries: new Map<PickleValue, PickleValue>([["k", 7]]) },
  ],
  ["what an object is called for", "cfunctools\npartial\n)R)R", unmade("functools.partial")],
  ["getattr, which is not called", "c__builtin__\ngetattr\nNN\x86R", unmade("builtins.getattr")],
  [
    "numbers of numpy",
    "cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\nU\x02f8K\x00K\x01\x87R" +
    "(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tbU\x08\0\0\0\0\0\0\0\0\x86R",
    unmade("numpy.float64"),
  ],
];

for (const [what, pickle, value] of VALUES) {
  Deno.test(`unpickle() reads ${what}`, () => assertEquals(unpickled(`${pickle}.`), value));
}

const REFUSED: readonly (readonly [pickle: string, name: string])[] = [
  ["cos\nsystem\n(S'x'\ntR.", "os.system"],
  ["cposix\nsystem\n.", "posix.system"],
  ["\x80\x04\x8c\x02os\x8c\x06system\x93.", "os.system"],
  ["(S'x'\nios\nsystem\n.", "os.system"],
  ["c__builtin__\neval\n(S'1'\ntR.", "builtins.eval"],
  ["cbuiltins\nexec\n.", "builtins.exec"],
  ["cbuiltins\n__import__\n.", "builtins.__import__"],
  ["csubprocess\nPopen\n.", "subprocess.Popen"],
  ["cimportlib.util\nfind_spec\n.", "importlib.util.find_spec"],
  ["\x80\x04\x8c\x05torch\x8c\x09os.system\x93.", "torch.os.system"],
  [
    "\x80\x04\x8c\x13torch.serialization\x8c\x0cpickle.loads\x93.",
    "torch.serialization.pickle.loads",
  ],
  ["ctorch\nload\n.", "torch.load"],
  ["cio\nopen\n.", "io.open"],
  ["ctypes\nFunctionType\n.", "types.FunctionType"],
  ["cnumpy.testing._private.utils\nrunstring\n.", "numpy.testing._private.utils.runstring"],
  // Nothing is asked of it: that it is named is enough.
  ["}U\x01aK\x01s0cos\nsystem\n0N.", "os.system"],
];

for (const [pickle, name] of REFUSED) {
  Deno.test(`unpickle() refuses ${JSON.stringify(pickle)}`, () => {
    assertThrows(
      () => unpickled(pickle),
      CheckpointError,
      `Cannot read the checkpoint as it would run "${name}" where Python loads it`,
    );
  });
}

const HARMLESS = [
  "scipy.signal\nSOS",
  "pathlib\nPosixPath",
  "mmdet.code\nRunner",
  "a\nos",
  "types\nSimpleNamespace",
  "code.models\nNet",
  "io\nBytesIO",
];

Deno.test("unpickle() refuses no module that only ends like one that calls out, and no plain class", () => {
  for (const name of HARMLESS) {
    assertEquals(unpickled(`c${name}\n)R.`), unmade(name.replace("\n", ".")));
  }
});

const DAMAGED: readonly (readonly [pickle: string, message: string])[] = [
  ["", "its pickle is cut off"],
  ["K", "its pickle is cut off"],
  ["X\xff\xff\xff\xffab", "its pickle is cut off"],
  ["\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.", "its pickle is cut off"],
  ["cab", "its pickle is cut off"],
  [".", "its pickle takes a value where there is none"],
  ["(.", "its pickle takes a value where there is none"],
  ["K\x01(0K\x02.", "its pickle takes a value where there is none"],
  ["t.", "its pickle ends a list that has no beginning"],
  ["h\x05.", "its pickle recalls value 5 too early"],
  ["gx\n.", "its pickle recalls value NaN too early"],
  ["NNa.", "what takes items is no list"],
  ["NNNs.", "what takes keys is no dictionary"],
  ["NN\x93.", "a name is no text"],
  ["\x82\x01.", "its pickle has numbers for classes of a private registry"],
  ["\xff.", "its pickle has the step 0xff, which is none"],
  ["\x97.", "its pickle has the step 0x97, which is none"],
  ["NQ.", "what stands for a storage is none"],
  ["I1x\n.", "a whole number is none"],
  ["\x8a\x41", "a whole number is too long"],
  [`c${"a".repeat(5000)}\n`, "a line is too long"],
  ["NN\x85R.", "its pickle calls something with what it cannot take"],
  ["ctorch._utils\n_rebuild_tensor_v2\n)R.", 'calls "torch._utils._rebuild_tensor_v2" with what'],
  ["cnumpy.core.multiarray\n_reconstruct\n)RNb.", "its pickle fills an array with what is none"],
];

for (const [pickle, message] of DAMAGED) {
  Deno.test(`unpickle() says of ${JSON.stringify(pickle.slice(0, 40))}: ${message}`, () => {
    const error = assertThrows(() => unpickled(pickle), CheckpointError, message);
    assertEquals(error.message.includes("\n"), false);
  });
}

Deno.test("unpickle() reads lists that hold themselves", () => {
  const value = unpickled("]q\x00h\x00a.");
  assertEquals(
    typeof value === "object" && value !== null && "items" in value && value.items[0] === value,
    true,
  );
});

Deno.test("unpickle() bounds what copies of a list take", () => {
  const list = `](${"N".repeat(100_000)}eq\x01`;
  const copies = "c__builtin__\nlist\nh\x01\x85R".repeat(40);
  assertThrows(
    () => unpickled(`${list}${copies}.`),
    CheckpointError,
    "its values without the tensors take more than 160 MiB: save the state dict alone",
  );
});

Deno.test("unpickle() bounds memory before it is taken", () => {
  assertThrows(() => unpickled("}".repeat(700_000)), CheckpointError, "take more than 160 MiB");
});
