// A name with its shape, whatever has it: a parameter or a tensor of a file.

/** A name and its shape. */
export interface NamedShape {
  readonly name: string;
  /** Sizes, outermost axis first. */
  readonly shape: readonly number[];
}
