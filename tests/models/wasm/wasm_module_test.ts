import { assertEquals } from "@std/assert";
import { doWhile, i32, i32x4, local, unsigned, v128 } from "../../../models/wasm/instructions.ts";
import { type WasmExports, wasmModule } from "../../../models/wasm/wasm_module.ts";

Deno.test("unsigned() and i32.const() have 7 bits a byte, and as many bytes as they need", () => {
  assertEquals([127, 128, 300].map(unsigned), [[0x7f], [0x80, 1], [0xac, 2]]);
  // The sign is bit 6 of the last byte.
  assertEquals([63, 64, -64, -65, -1].map((value) => i32.const(value).slice(1)), [
    [0x3f],
    [0xc0, 0],
    [0x40],
    [0xbf, 0x7f],
    [0x7f],
  ]);
});

Deno.test("wasmModule() has functions of these names, which see one memory", () => {
  const [address, value, count, sum] = [0, 1, 2, 3] as const;
  const store = (number: readonly number[]) => v128.store(local.get(address), i32x4.splat(number));
  const module = wasmModule({
    difference: {
      parameters: 3,
      locals: [],
      body: store(i32.sub(local.get(value), local.get(count))),
    },
    product: {
      parameters: 3,
      locals: ["i32"],
      body: [
        ...doWhile([
          local.set(sum, i32.add(local.get(sum), local.get(value))),
          local.set(count, i32.add(local.get(count), i32.const(-1))),
        ], local.get(count)),
        ...store(local.get(sum)),
      ],
    },
  });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { difference, product } = exports as WasmExports<"difference" | "product">;
  difference(0, 3, 500);
  product(16, -70_000, 9);
  assertEquals([...new Int32Array(memory.buffer, 0, 5)], [-497, -497, -497, -497, -630_000]);
});
