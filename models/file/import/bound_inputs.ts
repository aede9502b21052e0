// Sizes of a model's inputs: as the file has them, as a person binds them, and the batch, which stays
// open where the file leaves it open.

import type { FileDimension, FileValue } from "../file_model.ts";

/** Sizes by the name of a dimension, or by input and axis: `H`, `images:2`. */
export type DimensionBindings = ReadonlyMap<string, number>;

/** A size, or the batch. */
export type BoundSize = number | "N";

/** The batch of a model, and where it comes from. */
export interface FileBatch {
  /** `"N"`: open. */
  readonly size: BoundSize;
  /** Completes "The batch", e.g. `is "batch", axis 0 of "images"`. */
  readonly remark: string;
}

/** All inputs with their sizes. */
export interface BoundInputs {
  /** Tensors by name; what else goes in (sequences, maps) has no sizes. */
  readonly shapes: ReadonlyMap<string, readonly BoundSize[]>;
  /** Sizes of named dimensions. */
  readonly names: ReadonlyMap<string, BoundSize>;
  readonly batch: FileBatch;
  /** Sentences that a reader of the figures should know. */
  readonly notices: readonly string[];
}

/** Names under which exporters and people know the batch. */
const BATCH_NAME =
  /^(n|b|bs|batch|batch_?size|batch_?dim|num_?batch(es)?|dynamic_?batch(_size)?)$/i;

/** A place of an input. */
interface Place {
  readonly input: FileValue;
  readonly axis: number;
  readonly size: FileDimension;
}

/**
 * Binds the inputs of a graph.
 *
 * @param bindings What the person gives.
 * @throws {RangeError} If a binding names nothing, contradicts the file or is no size, or if a
 * dimension remains open, or the batch is 0; the message has what to pass.
 */
export function bindInputs(
  inputs: readonly FileValue[],
  bindings: DimensionBindings,
): BoundInputs {
  const tensors = inputs.filter(({ container }) => container === undefined)
    .map((input) => withAxes(input, bindings));
  const places = tensors.flatMap((input) =>
    (input.shape ?? []).map((size, axis): Place => ({ input, axis, size }))
  );
  for (const binding of bindings) requirePlace(binding, places, tensors);

  const names = boundNames(places, bindings);
  const numerals = numeralNames(places).filter((name) => !names.has(name));
  for (const name of numerals) names.set(name, Number(name));

  const isOpen = ({ input, axis, size }: Place) =>
    typeof size === "string"
      ? !names.has(size)
      : size === null && !bindings.has(`${input.name}:${axis}`);
  const batch = openBatch(places.filter(isOpen), places);
  if (typeof batch?.size === "string") names.set(batch.size, "N");
  const unbound = places.filter((place) => isOpen(place) && !isAlike(place, batch));
  if (unbound.length > 0) throw unboundError(unbound);

  const shapes = new Map(tensors.map(({ name, shape }) => [
    name,
    (shape ?? []).map((size, axis): BoundSize =>
      typeof size === "string"
        ? names.get(size) ?? "N"
        : size ?? bindings.get(`${name}:${axis}`) ?? "N"
    ),
  ]));
  const first = places.find(({ axis }) => axis === 0);
  return {
    shapes,
    names,
    batch: batch === undefined ? closedBatch(first, shapes) : openBatchOf(batch),
    notices: numerals.map((name) =>
      `a dimension of the inputs is named "${name}" and is taken as ${name}: bind it with --dim ` +
      `${name}=SIZE if it is another`
    ),
  };
}

/** Sizes of names, which may be given by the name or by any place that has it. */
function boundNames(
  places: readonly Place[],
  bindings: DimensionBindings,
): Map<string, BoundSize> {
  const names = new Map<string, BoundSize>();
  for (const { input, axis, size } of places) {
    if (typeof size !== "string") continue;
    for (const key of [size, `${input.name}:${axis}`]) {
      const bound = bindings.get(key);
      if (bound === undefined) continue;
      const other = names.get(size) ?? bound;
      if (other !== bound) {
        throw new RangeError(
          `Cannot bind "${key}" to ${bound} as the file has it equal to others called "${size}": ` +
            `got ${other} for one of them, pass --dim ${size}=${bound} alone`,
        );
      }
      names.set(size, bound);
    }
  }
  return names;
}

/** An input of unknown rank has the axes that the bindings name. */
function withAxes(input: FileValue, bindings: DimensionBindings): FileValue {
  if (input.shape !== null) return input;
  const axes: number[] = [];
  for (let size; (size = bindings.get(`${input.name}:${axes.length}`)) !== undefined;) {
    axes.push(size);
  }
  if (axes.length > 0) return { ...input, shape: axes };
  throw new RangeError(
    `Cannot size the input "${input.name}" as the file does not say how many axes it has: ` +
      `pass all of them, --dim ${input.name}:0=SIZE --dim ${input.name}:1=SIZE and so on`,
  );
}

function requirePlace(
  [key, bound]: readonly [string, number],
  places: readonly Place[],
  tensors: readonly FileValue[],
): void {
  if (!Number.isSafeInteger(bound) || bound < 0) {
    throw new RangeError(
      `Cannot bind "${key}" as a size is a whole number from 0 on: got ${bound}`,
    );
  }
  const own = places.filter(({ input, axis, size }) =>
    size === key || key === `${input.name}:${axis}`
  );
  if (own.length === 0) {
    const known = [...new Set(places.map(addressOf))].join(", ");
    throw new RangeError(
      `Cannot bind "${key}" as no input has such a dimension: ` +
        (known === "" ? "all sizes are fixed in the file" : `got ${inputsText(tensors)}`),
    );
  }
  for (const { input, axis, size } of own) {
    if (typeof size !== "number" || size === bound) continue;
    throw new RangeError(
      `Cannot bind "${key}" to ${bound} as the file fixes it: "${input.name}" is ` +
        `${statedText(input)}, not ${
          statedText({ ...input, shape: input.shape?.with(axis, bound) ?? null })
        }`,
    );
  }
}

/** What stands for the batch among the open dimensions: what is called so, else the first axis. */
function openBatch(open: readonly Place[], all: readonly Place[]): Place | undefined {
  const first = all.find(({ axis }) => axis === 0);
  return open.find(({ size }) => typeof size === "string" && BATCH_NAME.test(size)) ??
    open.find((place) => place === first);
}

/** Whether an open dimension is the batch too: by its name, or as a first axis without one. */
function isAlike({ axis, size }: Place, batch: Place | undefined): boolean {
  if (batch === undefined) return false;
  return typeof batch.size === "string" ? size === batch.size : size === null && axis === 0;
}

function openBatchOf(place: Place): FileBatch {
  const { input, axis, size } = place;
  return {
    size: "N",
    remark: typeof size === "string"
      ? `is "${size}", axis ${axis} of "${input.name}"`
      : `is the first axis of "${input.name}", which has no size in the file`,
  };
}

function closedBatch(
  first: Place | undefined,
  shapes: ReadonlyMap<string, readonly BoundSize[]>,
): FileBatch {
  if (first === undefined) return { size: 1, remark: "is 1: no input has axes" };
  const { input, size } = first;
  const sizes = shapes.get(input.name) ?? [];
  const [bound = 1] = sizes;
  if (bound === 0) {
    throw new RangeError(
      `Cannot size "${input.name}" [${sizes.join(", ")}] as a batch of 0 asks for nothing: ` +
        `export it for 1 or more, or give its first axis another size`,
    );
  }
  if (isOneImage(input, sizes)) {
    return { size: 1, remark: `is 1: "${input.name}" [${sizes.join(", ")}] is one image alone` };
  }
  return {
    size: bound,
    remark: typeof size === "number"
      ? `is fixed in the file: ${bound}, the first axis of "${input.name}"`
      : `is bound to ${bound}: the first axis of "${input.name}"`,
  };
}

/** An image has no shorter sides. */
const LEAST_SIDE = 32;

/** Whether an input is an image without an axis for several: three channels, first or last. */
function isOneImage({ dtype }: FileValue, sizes: readonly BoundSize[]): boolean {
  if (sizes.length !== 3 || !/^(b?float|uint8)/.test(dtype ?? "")) return false;
  const [first, middle, last] = sizes.map(Number);
  const sides = first === 3 ? [middle, last] : last === 3 ? [first, middle] : [];
  return sides.length > 0 && sides.every((side = 0) => side >= LEAST_SIDE);
}

function numeralNames(places: readonly Place[]): readonly string[] {
  const names = places.flatMap(({ size }) =>
    typeof size === "string" && /^\d{1,15}$/.test(size) ? [size] : []
  );
  return [...new Set(names)];
}

/** Inputs that a message shows; a language model has one for each layer's cache. */
const NAMED_INPUTS = 4;

function unboundError(places: readonly Place[]): RangeError {
  const addresses = [...new Map(places.map((place) => [addressOf(place), place]))];
  const inputs = [...new Set(places.map(({ input }) => input))];
  const others = inputs.length - NAMED_INPUTS;
  const flags = addresses.map(([address, place]) => `--dim ${address}=${suggestion(place)}`);
  return new RangeError(
    `Cannot size ${inputsText(inputs.slice(0, NAMED_INPUTS))}` +
      (others > 0 ? ` and ${others} other inputs` : "") +
      ` as the file leaves dimensions open: pass ${flags.join(" ")}, or other sizes`,
  );
}

/** The sides of an image, else a size that is no special case. */
function suggestion({ input, axis }: Place): number {
  const shape = input.shape ?? [];
  const isSide = shape.length === 4 && (shape[3] === 3 ? axis === 1 || axis === 2 : axis >= 2);
  return isSide ? 224 : 128;
}

function addressOf({ input, axis, size }: Place): string {
  return typeof size === "string" ? size : `${input.name}:${axis}`;
}

function inputsText(inputs: readonly FileValue[]): string {
  return inputs.map((input) => `"${input.name}" ${statedText(input)}`).join(", ");
}

/** Sizes as a file states them, for messages. */
export function statedText({ shape }: FileValue): string {
  return `[${(shape ?? []).map((size) => size ?? "?").join(", ")}]`;
}
