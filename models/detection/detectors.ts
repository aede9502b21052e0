// Dense networks by id: the stages of a backbone, a pyramid over them, RetinaNet, Mask R-CNN, each
// alone so that what a part costs is the difference between two rows.
//
// `resnet50-stages` -> `resnet50-fpn` -> `resnet50-mask-rcnn`, and `resnet50-retinanet`, whose
// pyramid starts a level higher. `-dsfpn` has DS-Blocks in the pyramid (ds_fpn.ts).

import { buildOnTrunk, buildTrunk, type Outputs, type Trunk } from "../graph/builder.ts";
import type { Scope } from "../graph/scope.ts";
import type { Graph } from "../graph/graph.ts";
import { type ImageSize, imageSizeText, requireMultiple } from "../graph/image_size.ts";
import type { Stages } from "../layers/pyramid.ts";
import { type Backbone, BACKBONES } from "./backbones.ts";
import { dsRefine } from "./ds_fpn.ts";
import { byLevel, fpn } from "./fpn.ts";
import { maskRcnn, type MaskRcnnOptions } from "./mask_rcnn.ts";
import { retinaNet } from "./retinanet.ts";

/** What is built over the stages. */
export type Detector = "stages" | "fpn" | "retinanet" | "mask-rcnn";

/** What differs between the rows. */
export interface DetectorVariant {
  /** Id in {@linkcode BACKBONES}. */
  readonly backbone: string;
  readonly detector: Detector;
  /** Whether DS-Blocks refine the levels of the pyramid. */
  readonly dsFpn: boolean;
}

/** Input, classes and proposals of a detector. */
export type DetectorOptions = Omit<MaskRcnnOptions, "refine">;

type Body = (g: Scope, stages: Stages, options: MaskRcnnOptions) => Outputs;

const BODIES: Readonly<Record<Detector, Body>> = {
  "stages": (_, stages) => byLevel("c", stages),
  "fpn": (g, stages, { refine }) =>
    byLevel("p", fpn(g.at("neck"), stages, { above: "pool", refine })),
  "retinanet": retinaNet,
  "mask-rcnn": maskRcnn,
};
const DETECTOR_KINDS = Object.keys(BODIES) as readonly Detector[];

/** Backbones that DS-FPN is built over. */
const DS_FPN_BACKBONES = ["dsnet-t-aligned", "dsnet-s-aligned"] as const;

/** Every dense network by id: the plain pyramids by backbone, then those of DS-Blocks. */
export const DETECTORS: Readonly<Record<string, DetectorVariant>> = Object.fromEntries([
  ...Object.keys(BACKBONES).flatMap((backbone) =>
    DETECTOR_KINDS.map((detector) =>
      [`${backbone}-${detector}`, { backbone, detector, dsFpn: false }] as const
    )
  ),
  ...DS_FPN_BACKBONES.flatMap((backbone) => [
    [`${backbone}-dsfpn`, { backbone, detector: "fpn", dsFpn: true }] as const,
    [`${backbone}-retinanet-dsfpn`, { backbone, detector: "retinanet", dsFpn: true }] as const,
    [`${backbone}-mask-rcnn-dsfpn`, { backbone, detector: "mask-rcnn", dsFpn: true }] as const,
  ]),
]);

/**
 * The dense network of a variant: `[N, 3, H, W]` -> its outputs by name.
 *
 * @throws {RangeError} If the backbone cannot take the size.
 */
export function detector(name: string, variant: DetectorVariant, options: DetectorOptions): Graph {
  const { size } = options;
  const backbone = BACKBONES[variant.backbone];
  if (backbone === undefined) {
    throw new RangeError(
      `Cannot build "${name}" over backbone "${variant.backbone}": ` +
        `use one of ${Object.keys(BACKBONES).join(", ")}`,
    );
  }
  requireMultiple(name, size, backbone.sizes);
  return buildOnTrunk(name, stagesOf(variant.backbone, backbone, size), (g, stages) => {
    const refine = variant.dsFpn ? dsRefine : undefined;
    return BODIES[variant.detector](g, stages, { ...options, refine });
  });
}

/** The stages that were built last: detectors over one backbone mostly follow each other. */
let lastStages: { readonly name: string; readonly trunk: Trunk<Stages> } | undefined;

function stagesOf(id: string, backbone: Backbone, size: ImageSize): Trunk<Stages> {
  const name = `${id} at ${imageSizeText(size)}`;
  if (lastStages?.name !== name) {
    const trunk = buildTrunk(name, {
      input: { name: "image", shape: ["N", 3, size.height, size.width] },
      body: (g, image) => backbone.stages(g.at("backbone").asStage(), image),
    });
    lastStages = { name, trunk };
  }
  return lastStages.trunk;
}
