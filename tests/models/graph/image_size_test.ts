import { assertEquals, assertThrows } from "@std/assert";
import { imageSizeText, parseImageSize } from "../../../models/graph/image_size.ts";

Deno.test("parseImageSize() reads a square and height x width", () => {
  assertEquals(parseImageSize("224"), { height: 224, width: 224 });
  assertEquals(parseImageSize("800x1280"), { height: 800, width: 1280 });
});

Deno.test("parseImageSize() refuses what is no size", () => {
  for (const text of ["0", "-1", "1.5", "224x", "x224", "abc", "", "224x0", "1e3", "99999"]) {
    assertThrows(() => parseImageSize(text), RangeError, `Cannot read size "${text}"`);
  }
});

Deno.test("imageSizeText() is what parseImageSize() reads", () => {
  for (const text of ["224", "800x1280"]) assertEquals(imageSizeText(parseImageSize(text)), text);
});
