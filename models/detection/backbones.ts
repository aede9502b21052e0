// Backbones of detectors: the stages of a classification network without its head.
//
// Names are `backbone.` and what the network itself calls its parameters. That is what mmdetection
// and the detection codes of PVT and DS-Net have; for Swin see models/networks/swin.ts.

import type { Scope } from "../graph/scope.ts";
import { DSNET_SIZES, DSNETS, dsnetStages } from "../networks/dsnet.ts";
import type { Parameter, Value } from "../graph/graph.ts";
import type { Multiple } from "../graph/image_size.ts";
import { PVTS, pvtStages } from "../networks/pvt.ts";
import type { Stages } from "../layers/pyramid.ts";
import { RESNETS, resnetStages } from "../networks/resnet.ts";
import { SWINS, swinStages } from "../networks/swin.ts";

/** A network that gives four stages. */
export interface Backbone {
  readonly stages: (g: Scope, image: Value) => Stages;
  /** What its sides must be. */
  readonly sizes: Multiple;
}

/** mmdetection pads images so that all levels are whole: its `size_divisor`. */
const WHOLE_LEVELS: Multiple = {
  of: 32,
  atLeast: 64,
  reason: "levels down to a 32nd of it are added to each other",
};

function wholeLevels(stages: Backbone["stages"]): Backbone {
  return { stages, sizes: WHOLE_LEVELS };
}

function dsnetBackbone(id: keyof typeof DSNETS): Backbone {
  const stages = (g: Scope, image: Value) => dsnetStages(g.inStream("shared"), image, DSNETS[id]);
  return { stages, sizes: DSNET_SIZES };
}

/** The backbones of the DS-Net paper's detection tables and their baselines, by id of the network. */
export const BACKBONES: Readonly<Record<string, Backbone>> = {
  "resnet50": wholeLevels((g, image) => resnetStages(g, image, RESNETS.resnet50)),
  "resnet101": wholeLevels((g, image) => resnetStages(g, image, RESNETS.resnet101)),
  "pvt-small": wholeLevels((g, image) => pvtStages(g, image, PVTS["pvt-small"])),
  "swin-t": wholeLevels((g, image) => swinStages(g, image, SWINS["swin-t"])),
  "dsnet-t": dsnetBackbone("dsnet-t"),
  "dsnet-t-aligned": dsnetBackbone("dsnet-t-aligned"),
  "dsnet-s": dsnetBackbone("dsnet-s"),
  "dsnet-s-aligned": dsnetBackbone("dsnet-s-aligned"),
};

/** Stem and first stage of a ResNet, as mmdetection names them. */
const FROZEN_IN_RESNETS = /^backbone\.(?:conv1|bn1|layer1)\./;

/**
 * The learned parameters that training changes, which is all that mmcv's counter counts: without the
 * stem and the first stage of a ResNet (`frozen_stages=1` in mmdetection); other backbones freeze
 * nothing there.
 */
export function trainableParameters(parameters: readonly Parameter[]): readonly Parameter[] {
  return parameters.filter(({ name, role }) => role === "learned" && !FROZEN_IN_RESNETS.test(name));
}
