// models/checkpoint/pickle/state_dicts.ts: which dictionary is meant, and what is beside it.

import { assertEquals, assertThrows } from "@std/assert";
import { CheckpointError } from "../../../../models/checkpoint/checkpoint_error.ts";
import type { PickleValue } from "../../../../models/checkpoint/pickle/pickle_value.ts";
import { chooseStateDict, keysText } from "../../../../models/checkpoint/pickle/state_dicts.ts";
import { unpickled } from "../../../support/pickle_text.ts";

type Plain = number | null | { readonly [key: string]: Plain };

/** A number is a tensor. */
function value(plain: Plain): PickleValue {
  if (plain === null) return null;
  if (typeof plain === "number") {
    const storage = {
      kind: "storage" as const,
      key: "0",
      dtype: "float32" as const,
      elementCount: 1,
      viewOffset: 0,
    };
    return { kind: "tensor", dtype: "float32", storage, offset: 0, shape: [], strides: [] };
  }
  const entries = Object.entries(plain).map(([key, entry]) => [key, value(entry)] as const);
  return { kind: "dict", entries: new Map(entries) };
}

const CHOICES: readonly (readonly [plain: Plain, chosen: string, others: readonly string[]])[] = [
  [{ a: 1, b: 1 }, ".", []],
  [{ model: { a: 1 }, model_ema: { a: 1 } }, "model", ["model_ema"]],
  [{ ema: { a: 1 }, state_dict: { a: 1 } }, "state_dict", ["ema"]],
  [{ generator: { a: 1 }, critic: { a: 1, b: 1 } }, "critic", ["generator"]],
  [{ step: 1, model: { a: 1, b: 1 } }, "model", ["."]],
  [{ ema: { module: { a: 1 } } }, "ema.module", []],
  [{ optimizer: { state: { a: 1, b: 1 } }, net: { a: 1 } }, "net", []],
  [{ D_optim: { a: 1, b: 1 }, optimG: { a: 1, b: 1 }, net: { a: 1 } }, "net", []],
  [{ scaler: { a: 1, b: 1 }, net: { a: 1 } }, "net", []],
  [{ optimal: { a: 1 }, optimized_model: { a: 1, b: 1 } }, "optimized_model", ["optimal"]],
];

for (const [plain, chosen, others] of CHOICES) {
  Deno.test(`chooseStateDict() takes "${chosen}" of ${JSON.stringify(plain)}`, () => {
    const found = chooseStateDict(value(plain));
    assertEquals(keysText(found.chosen.keys), chosen);
    assertEquals(found.others.map(({ keys }) => keysText(keys)), others);
  });
}

Deno.test("chooseStateDict() takes the dictionary of a key, and names those that there are", () => {
  const root = value({ model: { a: 1 }, ema: { b: 1 }, step: 1 });
  assertEquals([...chooseStateDict(root, "ema").chosen.tensors.keys()], ["b"]);
  assertEquals([...chooseStateDict(root, ".").chosen.tensors.keys()], ["step"]);
  assertThrows(
    () => chooseStateDict(root, "x"),
    CheckpointError,
    'it has no tensors under the key "x": give --key one of ".", "model", "ema"',
  );
});

Deno.test("chooseStateDict() names what is beside the chosen one and in it, of every level", () => {
  const root = value({ args: null, ema: { decay: null, module: { a: 1, extra: null } } });
  assertEquals(chooseStateDict(root).skipped, [
    { path: "args", what: "None" },
    { path: "ema.decay", what: "None" },
    { path: "ema.module.extra", what: "None" },
  ]);
});

Deno.test("chooseStateDict() ends with dictionaries that hold themselves", () => {
  assertThrows(
    () => chooseStateDict(unpickled("}q\x00U\x01ah\x00s.")),
    CheckpointError,
    "it is a dictionary of 1 and holds no tensors by name",
  );
});

Deno.test("chooseStateDict() bounds a model whose modules hold themselves", () => {
  const module = "ctorch.nn\nModule\n)\x81q\x00}U\x08_modules}(U\x01ah\x00U\x01bh\x00usb.";
  assertThrows(
    () => chooseStateDict(unpickled(module)),
    CheckpointError,
    "its model has more than",
  );
});

Deno.test("chooseStateDict() bounds the parts of many models that share theirs", () => {
  const parts = "}q\x01(" +
    Array.from({ length: 1000 }, (_, i) => `X\x04\0\0\0${String(i).padStart(4)}N`).join("") + "u";
  const model = (i: number) =>
    `X\x04\0\0\0${String(i).padStart(4)}ctorch.nn\nModule\n)\x81}(U\x08_modulesh\x01ub`;
  const models = Array.from({ length: 250 }, (_, i) => model(i)).join("");
  assertThrows(
    () => chooseStateDict(unpickled(`${parts}0}(${models}u.`)),
    CheckpointError,
    "its model has more than 200000 parts",
  );
});
