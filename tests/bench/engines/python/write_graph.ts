// Writes a network's plain graph as the engine pytorch is given it, weights seeded with 1:
// graph.json and weights.bin.
//
//   deno run -A tests/bench/engines/python/write_graph.ts MODEL SIDE BATCH FOLDER

import { findModel } from "../../../../models/catalog.ts";
import { writeGraphFiles } from "../../../support/graph_files.ts";

const [model = "", side = "", batch = "", folder = ""] = Deno.args;
const size = { height: Number(side), width: Number(side) };
await writeGraphFiles(folder, findModel(model).build({ size }), Number(batch));
