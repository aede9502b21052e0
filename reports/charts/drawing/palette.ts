// Colours of the charts, each with its twin for a dark page.
//
// An SVG has the light colours as plain attributes, which every viewer understands; a style sheet
// maps each to its twin where the reader prefers dark. Each stands out from the page by 3:1 and
// more. The families differ in lightness as well as in hue, so that they are told apart without the
// red or the green cones too: in OKLab no two are nearer than 0.08, as the eye of Machado et al.
// 2009 sees them (doi 10.1109/TVCG.2009.113).

/** One colour, on a light and on a dark page. */
export interface Shade {
  readonly light: string;
  readonly dark: string;
}

/** Text, lines and areas without a meaning of their own. */
export const INK = {
  text: { light: "#1b1b1a", dark: "#ecebe8" },
  muted: { light: "#62605c", dark: "#a9a6a0" },
  line: { light: "#b9b6b0", dark: "#5b5852" },
  grid: { light: "#e8e6e1", dark: "#34322f" },
} as const satisfies Readonly<Record<string, Shade>>;

/** The two counted metrics. */
export const METRIC_SHADES = {
  params: { light: "#0a6fb0", dark: "#62b6f2" },
  flops: { light: "#cf5b04", dark: "#ff9147" },
} as const satisfies Readonly<Record<string, Shade>>;

/** One colour a family of networks, the suite's subject the warmest. */
export const FAMILY_SHADES: ReadonlyMap<string, Shade> = new Map([
  ["DS-Net", { light: "#d47816", dark: "#ff9b40" }],
  ["DeiT", { light: "#4985fd", dark: "#84adfc" }],
  ["ViT", { light: "#3559da", dark: "#c9d8fa" }],
  ["ResNet", { light: "#229e73", dark: "#25a97a" }],
  ["RegNetY", { light: "#605511", dark: "#fee32e" }],
  ["Swin", { light: "#7c3370", dark: "#d76ac3" }],
  ["PVT", { light: "#986710", dark: "#ffd498" }],
]);

/** Of networks of no family. */
export const OTHER_FAMILY: Shade = { light: "#6b6964", dark: "#b4b1ab" };

/** Colours of what has none of its own, such as engines: those of the families, far apart first. */
const SERIES: readonly Shade[] = ["DS-Net", "DeiT", "ResNet", "Swin", "RegNetY", "ViT", "PVT"]
  .flatMap((family) => FAMILY_SHADES.get(family) ?? []);

/** A colour for each of a number of series, as an SVG has them; beyond seven all are grey. */
export function seriesColors(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => (SERIES[index] ?? OTHER_FAMILY).light);
}

/** Every colour of the charts. */
export const SHADES: readonly Shade[] = [
  ...Object.values(INK),
  ...Object.values(METRIC_SHADES),
  ...FAMILY_SHADES.values(),
  OTHER_FAMILY,
];

/** Families of dense networks, whose rates no chart shows beside others: colours once more. */
const DENSE_FAMILIES: ReadonlyMap<string, string> = new Map([
  ["Stages", "DeiT"],
  ["FPN", "ResNet"],
  ["RetinaNet", "Swin"],
  ["Mask R-CNN", "RegNetY"],
]);

/** The colour of a family, as an SVG has it. */
export function familyColor(family: string): string {
  return (FAMILY_SHADES.get(DENSE_FAMILIES.get(family) ?? family) ?? OTHER_FAMILY).light;
}

/** The rules that turn every chart below `scope` dark where the reader prefers that. */
export function darkChartCss(scope: string): string {
  const rules = SHADES.flatMap(({ light, dark }) => [
    `${scope} [fill="${light}"]{fill:${dark}}`,
    `${scope} [stroke="${light}"]{stroke:${dark}}`,
  ]);
  return `@media screen and (prefers-color-scheme:dark){${rules.join("")}}`;
}
