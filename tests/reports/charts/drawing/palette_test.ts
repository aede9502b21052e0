import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MODELS } from "../../../../models/catalog.ts";
import {
  darkChartCss,
  FAMILY_SHADES,
  familyColor,
  INK,
  METRIC_SHADES,
  OTHER_FAMILY,
  seriesColors,
  SHADES,
} from "../../../../reports/charts/drawing/palette.ts";

/** Backgrounds of the page (reports/html/style/base.css). */
const PAGE = { light: "#ffffff", dark: "#141413" };

type Three = readonly [number, number, number];
type Matrix = readonly [Three, Three, Three];

/** The three parts of a colour in linear light, 0 to 1. */
function linearRgb(color: string): Three {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return [red, green, blue];
}

/** Relative luminance, WCAG 2.2. */
function luminance(color: string): number {
  const [red, green, blue] = linearRgb(color);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function product(matrix: Matrix, [x, y, z]: Three): Three {
  const [a, b, c] = matrix.map(([i, j, k]) => i * x + j * y + k * z);
  return [a, b, c] as Three;
}

/** What eyes see of linear light: all, without green cones, without red ones (Machado et al. 2009). */
const EYES: Readonly<Record<string, Matrix>> = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  deuteranope: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanope: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
};

/** OKLab, https://bottosson.github.io/posts/oklab/, of linear light. */
function oklab(rgb: Three): Three {
  const cones = product([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ], rgb).map((part) => Math.cbrt(Math.max(part, 0)));
  return product([
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
  ], cones as unknown as Three);
}

/** How far two colours are from each other to some eyes. */
function distance(a: string, b: string, eyes: Matrix): number {
  const seen = (color: string) =>
    product(eyes, linearRgb(color)).map((part) => Math.min(Math.max(part, 0), 1));
  const [one, other] = [a, b].map((color) => oklab(seen(color) as unknown as Three));
  return Math.hypot(...(one ?? []).map((part, index) => part - (other?.[index] ?? 0)));
}

Deno.test("colours that stand for something are told apart by all eyes, on both pages", () => {
  const palettes = [[...FAMILY_SHADES.values(), OTHER_FAMILY], Object.values(METRIC_SHADES)];
  const pairs = palettes.flatMap((shades) =>
    shades.flatMap((one, index) => shades.slice(index + 1).map((other) => [one, other] as const))
  );
  for (const [one, other] of pairs) {
    for (const scheme of ["light", "dark"] as const) {
      for (const [eyes, matrix] of Object.entries(EYES)) {
        const apart = distance(one[scheme], other[scheme], matrix);
        assert(apart >= 0.079, `${one[scheme]} ${other[scheme]}, ${eyes}: ${apart.toFixed(3)}`);
      }
    }
  }
});

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

Deno.test("familyColor() has a colour for every family, apart from the others of its task", () => {
  for (const networks of Map.groupBy(MODELS, ({ task }) => task).values()) {
    const families = [...new Set(networks.map(({ family }) => family))];
    const colors = new Set(families.map(familyColor));
    assertEquals([colors.size, colors.has(OTHER_FAMILY.light)], [families.length, false]);
  }
});

Deno.test("familyColor() has one colour for what it does not know", () => {
  assertEquals(familyColor("other"), familyColor("constructor"));
});

Deno.test("darkChartCss() maps fills and strokes", () => {
  const css = darkChartCss(".chart");
  assertStringIncludes(css, '.chart [fill="#1b1b1a"]{fill:#ecebe8}');
  assertStringIncludes(css, '.chart [stroke="#1b1b1a"]{stroke:#ecebe8}');
});

Deno.test("seriesColors() are the families' colours, each once, then grey", () => {
  const families = [...FAMILY_SHADES.values()].map(({ light }) => light);
  const colors = seriesColors(families.length + 2);
  assertEquals(colors.slice(0, families.length).toSorted(), families.toSorted());
  assertEquals(colors.slice(families.length), [OTHER_FAMILY.light, OTHER_FAMILY.light]);
});
