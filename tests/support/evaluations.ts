// Records of evaluations, for tests of what is said about them.

import {
  type EvaluationRecord,
  type PictureRecord,
  RECORD_SCHEMA,
} from "../../bench/record/record.ts";

/** DeiT-S on ten pictures. */
export function evaluationRecord(changes: Partial<EvaluationRecord>): EvaluationRecord {
  return {
    schema: RECORD_SCHEMA,
    kind: "evaluation",
    runId: "run",
    startedAt: "2026-11-27T00:00:00.000Z",
    suiteVersion: "0.1.0",
    gitCommit: null,
    commandLine: [],
    model: "deit-s",
    method: "DeiT-S",
    size: "224",
    classes: 1000,
    graphHash: "hash",
    weights: { file: "deit_small.pth", sha256: "abc", key: "model" },
    preset: {
      id: "deit",
      resize: 256,
      crop: 224,
      interpolation: "bicubic",
      antialias: true,
      squash: false,
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      channels: "RGB",
    },
    decoders: { jpeg: "libjpeg-turbo" },
    data: { name: "val", labels: "sorted WordNet ids", pictures: 10, sha256: "def" },
    engine: "onnxruntime-node",
    instances: 1,
    engineOptions: {},
    engineVersions: {},
    device: "cpu",
    precision: "fp32",
    threads: 2,
    batch: 8,
    graph: "plain",
    ...changes,
  };
}

/** Pictures of class 0, of which the first have the right answer. */
export function pictureRecords(
  runId: string,
  { right, from = 0, to }: { readonly right: number; readonly from?: number; readonly to: number },
): readonly PictureRecord[] {
  return Array.from({ length: to - from }, (_, i) => ({
    schema: RECORD_SCHEMA,
    kind: "picture",
    runId,
    name: `${from + i}.JPEG`,
    label: 0,
    top: i < right ? [0, 1, 2, 3, 4] : [5, 4, 3, 2, 1],
    sha256: "0",
  }));
}
