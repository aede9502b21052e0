// How others call what our state_dicts hold: tables of renamings, applied to the names of a file.

/**
 * What a name is changed by: a pattern, and what takes its place as in `String.replace`. Beside that,
 * `{3+1}` is 4, and `qkv[0/3]` is the first of three parts of `qkv`, along the first axis.
 */
export type Renaming = readonly [from: RegExp, to: string];

/** The names of one code for one family of networks. */
export interface NameMap {
  /** Whose names they are, as messages say it. */
  readonly id: string;
  /** The public code that has them. */
  readonly source: string;
  /** One after the other, each on what those before it made. */
  readonly renamings: readonly Renaming[];
  /** Whether the matrices of linear layers lie transposed, `[in, out]`. @default false */
  readonly transposesMatrices?: boolean;
  /**
   * Our names of tensors whose last axis is 2 x 2 neighbours as `nn.Unfold` has them: those of a channel, then
   * those of the next. Here all channels of a neighbour come first, the one below before the one to the right.
   * @default there are none
   */
  readonly unfolds?: RegExp;
}

/** Which of several parts of a parameter, along its first axis. */
export interface Part {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

/** What a name of a file is called here. */
export interface OurName {
  readonly name: string;
  /** Absent: it is whole. */
  readonly part?: Part;
}

/** Our name for a name of a file. */
export function ourName({ renamings }: Pick<NameMap, "renamings">, theirs: string): OurName {
  const renamed = renamings.reduce((name, [from, to]) => name.replace(from, to), theirs)
    .replace(/\{(\d+)\+(\d+)\}/, (_, a, b) => String(Number(a) + Number(b)));
  const part = /\[(\d+)\/(\d+)\]/.exec(renamed);
  if (part === null) return { name: renamed };
  const [text, index, count] = part;
  return { name: renamed.replace(text, ""), part: { index: Number(index), count: Number(count) } };
}
