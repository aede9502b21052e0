import { assertEquals } from "@std/assert";
import { namePrefix } from "../../../bench/count/groupings.ts";

Deno.test("namePrefix() is the first numbered module of a name, or its first module", () => {
  assertEquals(namePrefix("/blocks/blocks.0/attn/MatMul_1"), "blocks.0");
  assertEquals(namePrefix("features.3.conv/Conv"), "features.3");
  assertEquals(namePrefix("/model/layers.11/mlp/down_proj/MatMul"), "layers.11");
  assertEquals(namePrefix("stem/Conv"), "stem");
  assertEquals(namePrefix("/conv1/Conv"), "conv1");
  assertEquals(namePrefix("0/attn/MatMul"), "0");
  assertEquals(namePrefix("Conv_12"), "(network)");
  assertEquals(namePrefix("node_conv2d"), "(network)");
  assertEquals(namePrefix(""), "(network)");
});
