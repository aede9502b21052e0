import { assertEquals } from "@std/assert";
import { ourName } from "../../../../models/checkpoint/names/name_map.ts";
import { OFFICIAL_SWIN_NAMES } from "../../../../models/checkpoint/names/swin_names.ts";

Deno.test("ourName() renames one rule after the other, and adds numbers up", () => {
  const map = { renamings: [[/^stage(\d+)\./, "s{$1+1}."], [/\.dense$/, ".fc"]] as const };
  assertEquals(ourName(map, "stage9.dense"), { name: "s10.fc" });
  assertEquals(ourName(map, "stem.conv"), { name: "stem.conv" });
});

Deno.test("ourName() says which part of a parameter a name is of", () => {
  const map = { renamings: [[/\.key\./, ".qkv[1/3]."]] as const };
  assertEquals(ourName(map, "0.key.bias"), { name: "0.qkv.bias", part: { index: 1, count: 3 } });
});

Deno.test("OFFICIAL_SWIN_NAMES takes queries, keys and values that lie apart", () => {
  const parts = ["q", "k", "v"].map((part) =>
    ourName(OFFICIAL_SWIN_NAMES, `layers.0.blocks.1.attn.${part}.weight`)
  );
  assertEquals(
    parts,
    [0, 1, 2].map((index) => ({
      name: "layers.0.blocks.1.attn.qkv.weight",
      part: { index, count: 3 },
    })),
  );
});
