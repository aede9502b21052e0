// A worker that prepares pictures beside the network: takes the next one until none is left.

import { yieldToOthers } from "./low_priority.ts";
import {
  ENDED,
  LIMIT,
  NEXT,
  type PictureTask,
  type PreparedPicture,
  type WorkerFailure,
} from "./picture_task.ts";
import { preparePicture } from "./prepare_picture.ts";

/** What a worker's global object has, and a page's has otherwise. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<PictureTask>) => void) | null;
  readonly postMessage: (message: PreparedPicture | WorkerFailure) => void;
}

const scope = self as unknown as WorkerScope;

// It stays when it is done: who started it ends it, when all messages have arrived.
scope.onmessage = ({ data }) => {
  try {
    yieldToOthers();
    prepareAll(data);
  } catch (error) {
    scope.postMessage({ failure: String(error).replace(/^Error: /, "") });
  }
};

function prepareAll({ paths, preset, batch, files, shared }: PictureTask): void {
  const values = new Float32Array(3 * preset.crop ** 2);
  const bytes = new Uint8Array(values.buffer);
  for (;;) {
    const index = Atomics.add(shared, NEXT, 1);
    const path = paths[index];
    if (path === undefined || !comesTurn(shared, index)) return;
    const prepared = preparePicture(path, preset, values);
    if ("sha256" in prepared) {
      const file = files[Math.floor(index / batch) % files.length] ?? "";
      writeAt(file, (index % batch) * bytes.length, bytes);
    }
    scope.postMessage({ index, ...prepared });
  }
}

/** Sleeps until this many pictures are asked for; `false` if it never happens. */
function comesTurn(shared: Int32Array, index: number): boolean {
  for (;;) {
    const limit = Atomics.load(shared, LIMIT);
    if (limit === ENDED) return false;
    if (index < limit) return true;
    Atomics.wait(shared, LIMIT, limit);
  }
}

function writeAt(path: string, offset: number, bytes: Uint8Array): void {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(offset, Deno.SeekMode.Start);
  for (let written = 0; written < bytes.length;) {
    written += file.writeSync(bytes.subarray(written));
  }
}
