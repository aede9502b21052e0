// The catalog: every network by its shell-safe id, with the name that the papers' tables print.

import { deit, DEITS } from "./networks/deit.ts";
import { type Detector, detector, DETECTORS, type DetectorVariant } from "./detection/detectors.ts";
import { dsnet, DSNETS } from "./networks/dsnet.ts";
import { ablatedDsnet, DSNET_ABLATIONS } from "./networks/dsnet_ablations.ts";
import type { Graph } from "./graph/graph.ts";
import type { ImageSize } from "./graph/image_size.ts";
import { nearestNames } from "./nearest_names.ts";
import { isPattern, matchesPattern } from "./pattern.ts";
import { pvt, PVTS } from "./networks/pvt.ts";
import { regnety, REGNETYS } from "./networks/regnety.ts";
import { resnet, RESNETS } from "./networks/resnet.ts";
import { swin, SWINS } from "./networks/swin.ts";
import { VITS } from "./networks/vit.ts";

/** What a graph is built for. */
export interface BuildOptions {
  /** Height and width of the input. @default the entry's defaultSize */
  readonly size?: ImageSize;
  /** Outputs of the classifier, as in all the papers. @default 1000 of ImageNet, 80 of COCO */
  readonly classes?: number;
}

/** One network of the catalog. */
export interface CatalogEntry {
  /** Shell-safe, e.g. `dsnet-t-aligned`. */
  readonly id: string;
  /** As the paper's table prints it, e.g. `DS-Net-T*`. */
  readonly method: string;
  /** What the reports group it with. */
  readonly family:
    | "ResNet"
    | "RegNetY"
    | "ViT"
    | "DeiT"
    | "PVT"
    | "Swin"
    | "DS-Net"
    | "Stages"
    | "FPN"
    | "RetinaNet"
    | "Mask R-CNN";
  /** What its papers use it for. */
  readonly task: "classification" | "detection";
  /** What its papers count and measure it at. */
  readonly defaultSize: ImageSize;
  /** Builds the graph; throws RangeError if the network does not allow the size. */
  readonly build: (options?: BuildOptions) => Graph;
}

const IMAGENET: Required<BuildOptions> = { size: { height: 224, width: 224 }, classes: 1000 };
const COCO: Required<BuildOptions> = { size: { height: 800, width: 1280 }, classes: 80 };

type NetworkFunction<Variant> = (
  name: string,
  variant: Variant,
  options: Required<BuildOptions>,
) => Graph;

function entries<Variant>(
  family: CatalogEntry["family"],
  variants: Readonly<Record<string, Variant>>,
  network: NetworkFunction<Variant>,
  methodOf: (id: string) => string,
): readonly CatalogEntry[] {
  return Object.entries(variants).map(([id, variant]) => ({
    id,
    method: methodOf(id),
    family,
    task: "classification",
    defaultSize: IMAGENET.size,
    build: (options = {}) => network(id, variant, { ...IMAGENET, ...options }),
  }));
}

/** `deit-s-distilled` -> `DeiT-S distilled`, `dsnet-t-aligned-grid-7` -> `DS-Net-T* grid 7` */
function dashedMethod(prefix: string): (id: string) => string {
  return (id) => {
    const [, letter = "", ...suffixes] = id.split("-");
    const words = suffixes.map((suffix) => suffix === "aligned" ? "*" : ` ${suffix}`);
    return `${prefix}-${letter.toUpperCase()}${words.join("")}`;
  };
}

/** Every network of the papers' tables, in the order in which `list` shows them. */
export const CATALOG: readonly CatalogEntry[] = [
  ...entries("ResNet", RESNETS, resnet, (id) => id.replace("resnet", "ResNet-")),
  ...entries("RegNetY", REGNETYS, regnety, dashedMethod("RegNetY")),
  ...entries("ViT", VITS, deit, () => "ViT-B/16"),
  ...entries("DeiT", DEITS, deit, dashedMethod("DeiT")),
  ...entries("PVT", PVTS, pvt, (id) => id.replace(/^pvt-./, (start) => start.toUpperCase())),
  ...entries("Swin", SWINS, swin, dashedMethod("Swin")),
  ...entries("DS-Net", DSNETS, dsnet, dashedMethod("DS-Net")),
];

/** DS-Net-T with one choice changed; nobody has published these as networks. */
export const ABLATIONS: readonly CatalogEntry[] = entries(
  "DS-Net",
  DSNET_ABLATIONS,
  ablatedDsnet,
  dashedMethod("DS-Net"),
);

const DETECTOR_FAMILIES = {
  "stages": "Stages",
  "fpn": "FPN",
  "retinanet": "RetinaNet",
  "mask-rcnn": "Mask R-CNN",
} as const satisfies Record<Detector, CatalogEntry["family"]>;

/** `DS-Net-T* RetinaNet`, with DS-Blocks `DS-Net-T* RetinaNet DS-FPN`; `ResNet-50 stages` */
function detectorMethod({ backbone, detector, dsFpn }: DetectorVariant): string {
  const network = CATALOG.find(({ id }) => id === backbone)?.method;
  const part = detector === "stages" ? detector : DETECTOR_FAMILIES[detector];
  if (!dsFpn) return `${network} ${part}`;
  return detector === "fpn" ? `${network} DS-FPN` : `${network} ${part} DS-FPN`;
}

/** Dense networks over the catalog's backbones, measured at the size of the detection tables. */
export const DETECTION: readonly CatalogEntry[] = Object.entries(DETECTORS)
  .map(([id, variant]) => ({
    id,
    method: detectorMethod(variant),
    family: DETECTOR_FAMILIES[variant.detector],
    task: "detection",
    defaultSize: COCO.size,
    build: (options = {}) => detector(id, variant, { ...COCO, ...options }),
  }));

/** All that {@linkcode findModel} finds. */
export const MODELS: readonly CatalogEntry[] = [...CATALOG, ...ABLATIONS, ...DETECTION];

/** What a text at the command line stands for. */
export interface ModelMatch {
  /** One, or for a pattern all that fit. */
  readonly entries: readonly CatalogEntry[];
  /**
   * The name of one network; such a name whose star is the papers' mark for alignment; or a pattern,
   * where `*` is any characters and `?` is one.
   */
  readonly kind: "name" | "starred name" | "pattern";
}

/**
 * The entries that a name or a pattern stands for, in the order of the catalog. A name goes before a
 * pattern: `dsnet-t*` is DS-Net-T*, `dsnet-t**` is every network whose id begins with `dsnet-t`.
 *
 * @throws {RangeError} If there is none; the message suggests the nearest ids.
 */
export function matchModels(text: string): ModelMatch {
  const id = normalizedId(text).replace("*", "-aligned");
  const entry = MODELS.find((candidate) => candidate.id === id);
  if (entry !== undefined) {
    return { entries: [entry], kind: text.includes("*") ? "starred name" : "name" };
  }
  if (!isPattern(text)) {
    const nearest = nearestNames(id, MODELS.map((model) => model.id));
    throw new RangeError(
      `Cannot find model "${text}" in the catalog: did you mean ${nearest.join(", ")}? ` +
        `"deno task list" shows all`,
    );
  }
  const pattern = normalizedId(text);
  const entries = MODELS.filter((candidate) => matchesPattern(candidate.id, pattern));
  if (entries.length > 0) return { entries, kind: "pattern" };
  throw new RangeError(
    `Cannot find a model that fits the pattern "${text}": * is any characters and ? is one, ` +
      `"deno task list" shows all ids`,
  );
}

/**
 * The entry of an id; case does not matter, and `dsnet-t*` is `dsnet-t-aligned`. A pattern may stand
 * for it if it fits that entry alone.
 *
 * @throws {RangeError} If there is none, or several.
 */
export function findModel(text: string): CatalogEntry {
  const { entries } = matchModels(text);
  const [entry] = entries;
  if (entry !== undefined && entries.length === 1) return entry;
  throw new RangeError(
    `Cannot take "${text}" for one model as the pattern fits ${entries.length}: ` +
      `name one of ${entries.map(({ id }) => id).join(", ")}`,
  );
}

/**
 * `DS-Net-T` -> `dsnet-t`, `ResNet-50` -> `resnet50`, `ViT-B/16` -> `vit-b16`,
 * `Swin-T Mask R-CNN` -> `swin-t-mask-rcnn`
 */
function normalizedId(text: string): string {
  return text.trim().toLowerCase()
    .replaceAll(/[_\s]+/g, "-")
    .replace("/", "")
    .replace("r-cnn", "rcnn")
    .replace("ds-fpn", "dsfpn")
    .replace(/^ds-net/, "dsnet")
    .replace(/^resnet-/, "resnet");
}
