// Networks of timm, written by both exporters of PyTorch, against what PyTorch's own tools count
// (tests/fixtures/make_exports.py).

import { assertEquals } from "@std/assert";
import { countGraph } from "../../../bench/count/count.ts";
import { isLowerBound } from "../../../bench/count/coverage.ts";
import { graphOfFile } from "../../../models/file/import/graph_of_file.ts";
import { readModel } from "../../../models/file/reading/read_model.ts";
import { bytesInMemory } from "../../../models/file/wire/byte_source.ts";
import { readPacked } from "../../support/packed_cases.ts";

interface Export {
  readonly name: string;
  readonly exporter: "script" | "dynamo";
  readonly length: number;
  /** Elements of the module's parameters. */
  readonly params: number;
  /** By torch.utils.flop_counter, of one image. */
  readonly flops: number;
  /** By operator, 1 for each multiply-add, of one image. */
  readonly fvcore: Readonly<Record<string, number>>;
  /** Parameters that are gone with BatchNorms. */
  readonly folded: number;
}

/** What a graph has more than its module, and why; less is negative. */
const OTHERWISE: Readonly<Record<string, { readonly params: number; readonly macs?: number }>> = {
  // Tables of coordinates, 15 x 15 x 2: no parameters of the module, but weights multiply them.
  "swinv2_tiny_window8_256 by script": { params: 12 * 450 },
  "maxvit_rmlp_pico_rw_256 by script": { params: 22 * 450 },
  // The same, multiplied by their weights, 2 x 512, by the exporter; zeros as biases of the keys.
  "swinv2_tiny_window8_256 by dynamo": {
    params: 12 * (225 * 512 - 2 * 512) + 2 * 96 + 2 * 192 + 6 * 384 + 2 * 768,
    macs: -12 * 225 * 2 * 512,
  },
  "maxvit_rmlp_pico_rw_256 by dynamo": {
    params: 22 * (225 * 512 - 2 * 512),
    macs: -22 * 225 * 2 * 512,
  },
  // Biases of positions, looked up by the exporter: a number for each pair, not each distance.
  "swin_tiny_patch4_window7_224 by dynamo": {
    params: (49 ** 2 - 13 ** 2) * (2 * 3 + 2 * 6 + 6 * 12 + 2 * 24),
  },
  "coatnet_nano_rw_224 by dynamo": { params: (49 ** 2 - 13 ** 2) * (8 + 16 + 16) },
  "levit_128s by dynamo": {
    params: 3 * 6 * (49 ** 2 - 49) + 4 * 8 * (16 ** 2 - 16) + 16 * (16 * 49 - 49),
  },
  "tiny_vit_5m_224 by dynamo": { params: (2 * 4 + 2 * 10) * (49 ** 2 - 49) },
  "efficientformer_l1 by dynamo": { params: 8 * (49 ** 2 - 49) },
  // Zeros as biases of the keys, joined to those of queries and values.
  "beit_base_patch16_224 by dynamo": { params: 12 * 768 },
  // The same, and a table of angles, which is no parameter of the module.
  "eva02_tiny_patch14_224 by dynamo": { params: 12 * 192 + 256 * 128 },
  // Positions as Fourier features, or their frequencies, computed by the exporter.
  "xcit_nano_12_p16_224 by dynamo": { params: 64 * 14 * 14 },
  "edgenext_xx_small by dynamo": { params: 32 },
  // Three gains are in their weights.
  "eca_nfnet_l0 by dynamo": { params: -(16 + 32 + 64) },
};

/** Operators of fvcore that multiply and add; it also counts norms and pools. */
const MULTIPLY_ADDS = ["conv", "linear", "addmm", "matmul", "bmm", "mm", "einsum", "baddbmm"];

Deno.test("countGraph() counts networks of timm as PyTorch's tools do, written by either exporter", async () => {
  const { cases, models } = await readPacked<Export>("timm_exports.bin.gz");
  const expected: Record<string, object> = {};
  const counted: Record<string, object> = {};
  for (const [place, { name, exporter, params, flops, fvcore, folded }] of cases.entries()) {
    const key = `${name} by ${exporter}`;
    const more = OTHERWISE[key];
    const byFvcore = MULTIPLY_ADDS.reduce((sum, op) => sum + (fvcore[op] ?? 0), 0);
    expected[key] = {
      macs: flops / 2 + (more?.macs ?? 0),
      macsByFvcore: byFvcore + (more?.macs ?? 0),
      params: params - folded + (more?.params ?? 0),
      isWhole: true,
    };
    const model = readModel(bytesInMemory(models[place] ?? new Uint8Array()));
    const { macs, params: counts, coverage } = countGraph(graphOfFile(model).graph);
    counted[key] = {
      macs,
      macsByFvcore: macs,
      params: counts,
      isWhole: !isLowerBound(coverage),
    };
  }
  assertEquals(counted, expected);
});
