// Colours of the charts, each with its twin for a dark page.
//
// An SVG has the light colours as plain attributes, which every viewer understands; a style sheet
// maps each to its twin where the reader prefers dark. The hues are those of Okabe and Ito, "Color
// Universal Design" (2008), told apart with every kind of colour blindness; the light ones are
// darkened, the dark ones lightened, to 3:1 and more against the page.

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
const FAMILY_SHADES: ReadonlyMap<string, Shade> = new Map([
  ["DS-Net", { light: "#d05a00", dark: "#ff924a" }],
  ["DeiT", { light: "#0b70b3", dark: "#60b4f0" }],
  ["ViT", { light: "#3d8fc4", dark: "#9ad4f7" }],
  ["ResNet", { light: "#00865f", dark: "#3fcf9f" }],
  ["RegNetY", { light: "#4f7d2a", dark: "#a5d46f" }],
  ["Swin", { light: "#b2588b", dark: "#eba3cb" }],
  ["PVT", { light: "#a87400", dark: "#efc34a" }],
]);

const OTHER_FAMILY: Shade = { light: "#6b6964", dark: "#b4b1ab" };

/** Every colour of the charts. */
export const SHADES: readonly Shade[] = [
  ...Object.values(INK),
  ...Object.values(METRIC_SHADES),
  ...FAMILY_SHADES.values(),
  OTHER_FAMILY,
];

/** The colour of a family, as an SVG has it. */
export function familyColor(family: string): string {
  return (FAMILY_SHADES.get(family) ?? OTHER_FAMILY).light;
}

/** The rules that turn every chart below `scope` dark where the reader prefers that. */
export function darkChartCss(scope: string): string {
  const rules = SHADES.flatMap(({ light, dark }) => [
    `${scope} [fill="${light}"]{fill:${dark}}`,
    `${scope} [stroke="${light}"]{stroke:${dark}}`,
  ]);
  return `@media screen and (prefers-color-scheme:dark){${rules.join("")}}`;
}
