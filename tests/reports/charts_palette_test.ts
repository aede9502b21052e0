import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { darkChartCss, familyColor, INK, SHADES } from "../../reports/charts/palette.ts";

/** Backgrounds of the page (reports/html/style/base.css). */
const PAGE = { light: "#ffffff", dark: "#141413" };

/** Relative luminance, WCAG 2.2. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio, WCAG 2.2: 3 for marks, 4.5 for text. */
function contrast(a: string, b: string): number {
  const [dim = 0, bright = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (bright + 0.05) / (dim + 0.05);
}

Deno.test("every mark stands out from both pages by 3:1, every text by 4.5:1", () => {
  const quiet: readonly unknown[] = [INK.line, INK.grid];
  for (const shade of SHADES.filter((shade) => !quiet.includes(shade))) {
    const least = shade === INK.text || shade === INK.muted ? 4.5 : 3;
    for (const scheme of ["light", "dark"] as const) {
      const ratio = contrast(shade[scheme], PAGE[scheme]);
      assert(ratio >= least, `${shade[scheme]} has ${ratio.toFixed(2)}:1 on ${scheme}`);
    }
  }
});

Deno.test("no light colour has two dark twins", () => {
  const lights = SHADES.map(({ light }) => light);
  assertEquals(lights.length, new Set(lights).size);
});

Deno.test("familyColor() has one colour for what it does not know", () => {
  assertEquals(familyColor("other"), familyColor("constructor"));
});

Deno.test("darkChartCss() maps fills and strokes", () => {
  const css = darkChartCss(".chart");
  assertStringIncludes(css, '.chart [fill="#1b1b1a"]{fill:#ecebe8}');
  assertStringIncludes(css, '.chart [stroke="#1b1b1a"]{stroke:#ecebe8}');
});
