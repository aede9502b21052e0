// The types of parseArgs: its options, and the result that follows from them.
// B boolean names, S string names, C collected names, N negatable names, D defaults, A aliases.

/** Other names of a name. */
export type Aliases = Readonly<Record<string, string | readonly string[]>>;

/** Options for {@linkcode parseArgs}. */
export interface ParseOptions<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  N extends string = string,
  D extends Record<string, unknown> = Record<string, unknown>,
  A extends Aliases = Aliases,
  DD extends boolean = boolean,
> {
  /**
   * Put what follows `--` into the result's own `--`, not into `_`.
   *
   * @default {false}
   */
  "--"?: DD;
  /** Other names of a name; all of them are set together. */
  alias?: A;
  /**
   * Names that are `true` or `false` and take no value; `false` when absent. With `true`, every
   * long flag without `=`.
   *
   * @default {false}
   */
  boolean?: boolean | B | readonly B[];
  /** Values of names that are absent. */
  default?: D;
  /**
   * Take everything after the first operand as operands.
   *
   * @default {false}
   */
  stopEarly?: boolean;
  /** Names whose values stay text, also where they look like numbers; `_` means the operands. */
  string?: S | readonly S[];
  /** Names that may be repeated and become arrays; of any other name the last value counts. */
  collect?: C | readonly C[];
  /** Names that `--no-` before them sets to `false`. */
  negatable?: N | readonly N[];
  /**
   * Called for each operand, and with name and value for each flag that is not declared. Those for
   * which it returns `false` are left out of the result.
   */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** The result of {@linkcode parseArgs}: values by name, and the operands in `_`. */
export type Args<
  V extends Record<string, unknown> = Record<string, unknown>,
  DD extends boolean | undefined = undefined,
> =
  & V
  & { _: (string | number)[] }
  & (DD extends true ? { "--": string[] } : unknown);

/** The values by name that the options promise; any other name is `unknown`. */
export type Values<
  B extends string,
  S extends string,
  C extends string,
  N extends string,
  D extends Record<string, unknown>,
  A extends Aliases,
> = Record<string, unknown> & WithAliases<WithDefaults<Declared<B, S, C, N>, D>, A>;

/** Values by name as far as `boolean`, `string`, `collect` and `negatable` say. */
export type Declared<B extends string, S extends string, C extends string, N extends string> =
  & { [K in Known<B>]: K extends C ? boolean[] : boolean }
  & { [K in Known<Exclude<S, C>>]?: string | Negation<K, N> }
  & { [K in Known<Extract<S, C>>]: string[] | Negation<K, N> }
  & { [K in Known<Exclude<C, B | S>>]?: unknown[] | Negation<K, N> };

/** The names of values, if the type checker knows them; `_` is the name of the operands. */
export type Known<K extends string> = string extends K ? never : Exclude<K, "_">;

/** `false` for a name that can be negated. */
export type Negation<K extends string, N extends string> = K extends N ? false : never;

/** A name with a default is never absent, and may have the type of its default. */
export type WithDefaults<T, D> =
  & Omit<T, keyof D>
  & { [K in keyof T & keyof D]: NonNullable<T[K]> | D[K] };

/** An alias of a declared name has the type of that name. */
export type WithAliases<T, A extends Aliases> =
  & T
  & { [K in keyof T & keyof A as AliasOf<A[K]>]: T[K] };

/** The other names in an entry of {@linkcode Aliases}. */
export type AliasOf<T> = T extends string ? T
  : T extends readonly (infer Name extends string)[] ? Name
  : never;
