/**
 * Reads and writes {@link https://www.rfc-editor.org/rfc/rfc4180 | RFC 4180} CSV text.
 *
 * Stand-in for the published `@std/csv` where jsr.io is out of reach: the same names, types and
 * results for the part this project uses, on top of `csv-parse` and `csv-stringify`. The streams and
 * `lazyQuotes` are left out.
 *
 * @example Write and read back
 * ```ts
 * import { parse, stringify } from "@std/csv";
 *
 * const text = stringify([{ model: "DeiT, tiny", batch: 8 }], { columns: ["model", "batch"] });
 * console.log(text); // model,batch\r\n"DeiT, tiny",8\r\n
 * console.log(parse(text, { skipFirstRow: true })); // [{ model: "DeiT, tiny", batch: "8" }]
 * ```
 *
 * @module
 */

export * from "./parse.ts";
export * from "./stringify.ts";
