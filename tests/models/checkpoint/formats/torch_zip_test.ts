// models/checkpoint/formats/torch_zip.ts and zip_directory.ts: archives as they should not be.

import { assertEquals, assertThrows } from "@std/assert";
import { CheckpointError } from "../../../../models/checkpoint/checkpoint_error.ts";
import { readTorchZip } from "../../../../models/checkpoint/formats/torch_zip.ts";
import { zipDirectory } from "../../../../models/checkpoint/formats/zip_directory.ts";
import { bytesInMemory } from "../../../../models/file/wire/byte_source.ts";
import { valuesOf } from "../../../support/checkpoint_cases.ts";
import { latin1 } from "../../../support/pickle_text.ts";
import { type ZipFile, zipFile } from "../../../support/zip_file.ts";

/** A pickle of `{"w": tensor}`, of bytes. */
interface TensorText {
  readonly offset?: number;
  readonly shape?: string;
  readonly strides?: string;
  readonly count?: number;
  readonly type?: string;
  /** A dictionary after the hooks. */
  readonly metadata?: string;
  /** Function that is called. */
  readonly by?: string;
  /** A call around it: what stands before and behind. */
  readonly around?: readonly [string, string];
}

function tensorPickle(
  {
    offset = 0,
    shape = "K\x04\x85",
    strides = "K\x01\x85",
    count = 4,
    type = "ByteStorage",
    metadata = "",
    by = "_rebuild_tensor_v2",
    around: [before, behind] = ["", ""],
  }: TensorText = {},
): Uint8Array<ArrayBuffer> {
  const byte = (value: number) => `K${String.fromCharCode(value)}`;
  const storage = `(U\x07storagectorch\n${type}\nU\x010U\x03cpu${byte(count)}tQ`;
  const call = `ctorch._utils\n${by}\n(${storage}${byte(offset)}${shape}${strides}`;
  return latin1(`\x80\x02}U\x01w${before}${call}\x89N${metadata}tR${behind}s.`);
}

const DATA = Uint8Array.of(1, 2, 3, 4);

/** An archive of a pickle and one storage. */
function archive(
  pickle: Partial<ZipFile> = {},
  storage: Partial<ZipFile> = {},
  others: readonly ZipFile[] = [],
): readonly ZipFile[] {
  return [
    { name: "m/data.pkl", data: tensorPickle(), ...pickle },
    { name: "m/data/0", data: DATA, ...storage },
    ...others,
  ];
}

function read(bytes: Uint8Array) {
  return readTorchZip(bytesInMemory(bytes), undefined);
}

Deno.test("readTorchZip() reads archives of zip and zip64, with what follows them", () => {
  for (const isWide of [false, true]) {
    const bytes = zipFile(archive(), { isWide });
    const [tensor] = read(bytes).tensors;
    assertEquals(tensor && valuesOf(tensor), [1, 2, 3, 4]);
    assertEquals(read(Uint8Array.from([...bytes, 0, 0])).notices, [
      "2 bytes follow the end of its archive and are passed over",
    ]);
  }
});

const byteorder = (text: string): ZipFile => ({ name: "m/byteorder", data: latin1(text) });

const WRONG: readonly (readonly [what: string, files: readonly ZipFile[], message: string])[] = [
  ["a compressed pickle", archive({ method: 8 }), '"m/data.pkl" in it is compressed or encrypted'],
  [
    "an encrypted storage",
    archive({}, { flags: 1 }),
    '"m/data/0" in it is compressed or encrypted',
  ],
  ["a bomb", archive({}, { byteLength: 2 ** 31 }), '"m/data/0" in it would end beyond the file'],
  ["a file elsewhere", archive({}, { offset: 3 }), '"m/data/0" in it is not where its directory'],
  ["a file beyond", archive({}, { offset: 2 ** 30 }), '"m/data/0" in it would end beyond the file'],
  [
    "no pickle",
    [{ name: "a.txt", data: DATA }],
    "it is a zip archive and no checkpoint of PyTorch",
  ],
  [
    "two pickles",
    archive({}, {}, [{ name: "n/data.pkl", data: DATA }]),
    "no checkpoint of PyTorch, which has one data.pkl",
  ],
  ["two files of a name", archive({}, { name: "m/data.pkl" }), "two files in it have one name"],
  ["another order of bytes", archive({}, {}, [byteorder("big")]), 'in the order "big"'],
  ["no storage", archive({}, { name: "m/data/1" }), '"w" is in storage "0", which is not there'],
  [
    "a short storage",
    archive({}, { data: DATA.subarray(1) }),
    'tensor "w" is in storage "0" of 3 bytes, where 4 elements of uint8 take 4',
  ],
  [
    "an offset",
    archive({ data: tensorPickle({ offset: 1 }) }),
    'tensor "w" of sizes [4] takes bytes 1 to 5 of a storage of 4 bytes',
  ],
  [
    "strides",
    archive({ data: tensorPickle({ strides: "K\x02\x85" }) }),
    'tensor "w" of sizes [4] takes bytes 0 to 7',
  ],
  [
    "a negative stride",
    archive({ data: tensorPickle({ strides: "J\xff\xff\xff\xff\x85" }) }),
    "with what it cannot take",
  ],
  [
    "more strides than sizes",
    archive({ data: tensorPickle({ strides: "K\x01K\x01\x86" }) }),
    "with what it cannot take",
  ],
  [
    "sizes of no end",
    archive({
      data: tensorPickle({ shape: "\x8a\x07\0\0\0\0\0\0\x1f2\x86", strides: "K\0K\0\x86" }),
    }),
    'tensor "w" has impossible sizes',
  ],
];

for (const [what, files, message] of WRONG) {
  Deno.test(`readTorchZip() refuses ${what}`, () => {
    assertThrows(() => read(zipFile(files)), CheckpointError, message);
  });
}

Deno.test("readTorchZip() says of an archive without end, or with a broken directory, that it is damaged", () => {
  const bytes = zipFile(archive());
  assertThrows(
    () => read(bytes.subarray(0, -30)),
    CheckpointError,
    "a zip archive without its end",
  );
  for (const signature of [0x02014b50, 0x06054b50]) {
    const at = bytes.findLastIndex((_, index) =>
      index + 4 <= bytes.length &&
      new DataView(bytes.buffer).getUint32(index, true) === signature
    );
    const broken = bytes.with(at, 0);
    assertThrows(() => read(broken), CheckpointError);
  }
  const far = bytes.with(bytes.length - 3, 0x7f);
  assertThrows(() => read(far), CheckpointError, "is not where the archive says");
});

Deno.test("readTorchZip() repeats elements of stride 0, and lists types that it does not know", () => {
  const repeated = tensorPickle({ shape: "K\x03\x85", strides: "K\0\x85", offset: 2 });
  const [tensor] = read(zipFile(archive({ data: repeated }))).tensors;
  assertEquals(tensor && valuesOf(tensor), [3, 3, 3]);
  const [odd] = read(zipFile(archive({ data: tensorPickle({ type: "QInt8Storage" }) }))).tensors;
  assertEquals([odd?.dtype, odd?.byteLength], ["unknown torch.QInt8Storage", null]);
  const negated = archive({ data: tensorPickle({ metadata: "}U\x03neg\x88s" }) });
  assertEquals(read(zipFile(negated)).tensors[0]?.dtype, "unknown uint8 to be negated");
});

Deno.test("readTorchZip() lists quantized and sparse tensors, and refuses to read them by name", () => {
  const quantized = tensorPickle({ type: "QInt8Storage", by: "_rebuild_qtensor", metadata: "}" });
  // The layout, (indices, values, size): 2 x 2.
  const sparse = tensorPickle({
    around: ["ctorch._utils\n_rebuild_sparse_tensor\n(N(N", "K\x02K\x02\x86ttR"],
  });
  for (
    const [data, dtype, shape] of [
      [quantized, "unknown torch.QInt8Storage", [4]],
      [sparse, "unknown sparse uint8", [2, 2]],
    ] as const
  ) {
    const [tensor] = read(zipFile(archive({ data }))).tensors;
    assertEquals([tensor?.name, tensor?.dtype, tensor?.shape], ["w", dtype, shape]);
    assertThrows(
      () => tensor?.read(new Float32Array(4)),
      CheckpointError,
      `tensor "w" is of type ${dtype}, which is no float32 and cannot become one`,
    );
  }
});

Deno.test("zipDirectory() takes no end whose comment would go beyond the file", () => {
  const whole = zipFile([{ name: "a", data: new Uint8Array([7]) }]);
  const end = new Uint8Array(22);
  end.set([0x50, 0x4b, 5, 6]);
  end.set([1, 0], 20);
  const { names, trailingBytes } = zipDirectory(bytesInMemory(new Uint8Array([...whole, ...end])));
  assertEquals([names, trailingBytes], [["a"], end.length]);
});
