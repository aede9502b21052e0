// A worker that prepares pictures beside the network: takes the next one until none is left.

import {
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
  readonly postMessage: (
    message: PreparedPicture | WorkerFailure,
    transfer: readonly Transferable[],
  ) => void;
}

const scope = self as unknown as WorkerScope;

// It stays when it is done: who started it ends it, when all messages have arrived.
scope.onmessage = ({ data }) => {
  try {
    prepareAll(data);
  } catch (error) {
    scope.postMessage({ failure: String(error) }, []);
  }
};

function prepareAll({ paths, preset, shared }: PictureTask): void {
  for (;;) {
    const index = Atomics.add(shared, NEXT, 1);
    const path = paths[index];
    if (path === undefined) return;
    waitForTurn(shared, index);
    const prepared = preparePicture(path, preset);
    const transfer = "values" in prepared ? [prepared.values.buffer] : [];
    scope.postMessage({ index, ...prepared }, transfer);
  }
}

/** Sleeps until this many pictures are asked for. */
function waitForTurn(shared: Int32Array, index: number): void {
  for (;;) {
    const limit = Atomics.load(shared, LIMIT);
    if (index < limit) return;
    Atomics.wait(shared, LIMIT, limit);
  }
}
