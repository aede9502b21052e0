/**
 * Parses command lines.
 *
 * Stand-in for the published `@std/cli` where jsr.io is out of reach: the same names, types and
 * results for the part this project uses, {@linkcode parseArgs}. Left out are the terminal helpers
 * and dotted names (`--a.b=1` sets "a.b").
 *
 * @module
 */

export * from "./parse_args.ts";
