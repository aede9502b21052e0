// The trained network of tests/fixtures/make_evaluated.py: what PyTorch answers to each picture.

import answers from "../fixtures/evaluated/answers.json" with { type: "json" };

/** Where the network and its pictures lie, from the project's folder. */
export const SHAPES_FOLDER = "tests/fixtures/evaluated";

/** Answers by torchvision's transforms; timm's give the same pixels. */
export const SHAPES: {
  /** Pictures whose first answer is right. */
  readonly right: number;
  readonly pictures: readonly {
    readonly name: string;
    readonly label: number;
    readonly top: readonly number[];
    /** Of the pixels that the network got, little-endian float32. */
    readonly sha256: string;
    readonly logits: readonly number[];
  }[];
} = answers;
