// bench/files/open_checkpoint.ts: what is a checkpoint, read from a disk.

import { assertEquals, assertThrows } from "@std/assert";
import { openCheckpoint } from "../../../bench/files/open_checkpoint.ts";
import { CheckpointError } from "../../../models/checkpoint/checkpoint_error.ts";
import { withFolder } from "../../support/run_task.ts";
import { entry, safetensorsFile } from "../../support/safetensors_file.ts";

const FILE = safetensorsFile({ w: entry("U8", [2], [0, 2]) }, [3, 4]);

Deno.test("openCheckpoint() reads tensors from the file until it is disposed of, and hashes it", () =>
  withFolder(async (folder) => {
    const path = `${folder}/m.safetensors`;
    await Deno.writeFile(path, FILE);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", FILE)).toHex();
    using opened = openCheckpoint(path);
    const target = new Float32Array(2);
    opened.checkpoint.tensors[0]?.read(target);
    assertEquals([[...target], opened.path, opened.sha256()], [[3, 4], path, digest]);
  }));

Deno.test("openCheckpoint() refuses what begins like no checkpoint, and a key where there is none", () =>
  withFolder(async (folder) => {
    const path = `${folder}/m.safetensors`;
    await Deno.writeTextFile(path, "hello");
    assertThrows(() => openCheckpoint(path), CheckpointError, "it begins like no");
    await Deno.writeFile(path, FILE);
    assertThrows(() => openCheckpoint(path, { key: "ema" }), CheckpointError, '"ema" is asked for');
  }));
