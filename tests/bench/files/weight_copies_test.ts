import { assertEquals } from "@std/assert";
import { weightCopies } from "../../../bench/files/weight_copies.ts";
import { graphOfFile } from "../../../models/file/import/graph_of_file.ts";
import { readModel } from "../../../models/file/reading/read_model.ts";
import { bytesInMemory, type ByteSource } from "../../../models/file/wire/byte_source.ts";
import { node, onnxFile, tensor, value } from "../../support/onnx_file.ts";

/** Numbers of a matrix by row and column. */
type Fill = (row: number, column: number) => number;

const COUNTING: Fill = (row, column) => 1000 * row + column;

interface Weight {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly fill: Fill;
}

/** `x` multiplied by each of the matrices. */
function productsOf(...weights: readonly Weight[]): Uint8Array {
  return onnxFile({
    nodes: weights.map(({ name }) => node("MatMul", [`x_${name}`, name], [`y_${name}`])),
    inputs: weights.map(({ name, rows }) => value(`x_${name}`, [1, rows])),
    outputs: weights.map(({ name }) => value(`y_${name}`)),
    initializers: weights.map(({ name, rows, columns, fill }) => {
      const numbers = Float32Array.from(
        { length: rows * columns },
        (_, index) => fill(Math.floor(index / columns), index % columns),
      );
      return tensor(name, [rows, columns], {
        dataType: 1,
        rawData: new Uint8Array(numbers.buffer),
      });
    }),
  });
}

/** Copies in words, and how many bytes of the file were read for them. */
function found(weights: readonly Weight[], mostBytes?: number) {
  const bytes = productsOf(...weights);
  const memory = bytesInMemory(bytes);
  const model = readModel(memory);
  let readBytes = 0;
  const source: ByteSource = {
    size: memory.size,
    read(offset, byteLength) {
      readBytes += byteLength;
      return memory.read(offset, byteLength);
    },
  };
  const { parameters } = graphOfFile(model).graph;
  const options = mostBytes === undefined ? { source } : { source, mostBytes };
  const { copies, seen } = weightCopies(model, parameters, options);
  const texts = copies.map(({ first, second, kind }) => `${second.name} of ${first.name}: ${kind}`);
  return { texts, seen: [...seen], readBytes };
}

const A: Weight = { name: "a", rows: 30, columns: 50, fill: COUNTING };
const TURNED: Weight = {
  name: "turned",
  rows: 50,
  columns: 30,
  fill: (row, column) => COUNTING(column, row),
};

Deno.test("weightCopies() finds equal matrices and transposed ones", () => {
  const { texts } = found([A, { ...A, name: "copy" }, TURNED]);
  assertEquals(texts, ["copy of a: identical", "turned of a: transposed"]);
  const square: Weight = { name: "s", rows: 40, columns: 40, fill: COUNTING };
  const lying: Weight = { ...square, name: "t", fill: (row, column) => COUNTING(column, row) };
  assertEquals(found([square, lying]).texts, ["t of s: transposed"]);
});

Deno.test("weightCopies() is not taken in by one number that differs, wherever it stands", () => {
  for (const place of [0, 701, 1499]) {
    const other = (row: number, column: number) =>
      COUNTING(row, column) + Number(50 * row + column === place);
    assertEquals(found([A, { ...A, name: "b", fill: other }]).texts, [], `${place}`);
    const turned = (row: number, column: number) => other(column, row);
    assertEquals(found([A, { ...TURNED, fill: turned }]).texts, [], `${place}`);
  }
});

Deno.test("weightCopies() reads a few numbers of what is alike in size only, else nothing", () => {
  const others = { ...A, name: "other", fill: (row: number) => -row };
  const { texts, seen, readBytes } = found([A, others]);
  assertEquals([texts, seen, readBytes < 512], [[], ["a", "other"], true]);
  const alone = found([A, { ...A, name: "wider", columns: 51 }]);
  assertEquals([alone.seen, alone.readBytes], [[], 0]);
});

Deno.test("weightCopies() tells nothing of what is one number, or small", () => {
  const zeros = { ...A, fill: () => 0 };
  assertEquals(found([zeros, { ...zeros, name: "b" }]).seen, []);
  const small = { ...A, rows: 20 };
  assertEquals(found([small, { ...small, name: "b" }]).seen, []);
});

Deno.test("weightCopies() says what is too long to be compared, and does not read it", () => {
  const { texts, readBytes } = found([A, { ...A, name: "copy" }], 11_999);
  assertEquals([texts, readBytes < 512], [["copy of a: alike in a sample"], true]);
});
