// How weights want their pictures: part of the weights, as the same network may have others.

/** Filters that pictures are resized by. */
export type Interpolation = "bilinear" | "bicubic";

/** Steps from a picture to a network's input, in this order: resize, crop, normalise. */
export interface Preset {
  /** Its name in every result. */
  readonly id: string;
  /** Short side after resizing in pixels, the long one in proportion; with `squash` both sides. */
  readonly resize: number;
  /** Side of the square in the middle that is kept, in pixels. */
  readonly crop: number;
  readonly interpolation: Interpolation;
  /** Whether filters widen where pictures shrink, as Pillow's do. */
  readonly antialias: boolean;
  /** Whether both sides become `resize`, whatever the picture's proportions. */
  readonly squash: boolean;
  /** Subtracted from values of 0 to 1, by plane. */
  readonly mean: readonly [number, number, number];
  /** Divides what is left, by plane. */
  readonly std: readonly [number, number, number];
  /** Order of the planes that the network gets. */
  readonly channels: "RGB" | "BGR";
}
