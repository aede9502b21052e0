// What lies in a bundle: a path and where its bytes come from.

/** What a bundle weighs is told by these. */
export type BundlePart = "deno" | "runtime" | "packages" | "suite";

/** One path of the archive, without its first folder. */
export interface BundleEntry {
  readonly path: string;
  readonly part: BundlePart;
  /** A file that is copied, a text that is written, or what a link points to. */
  readonly from: { readonly file: string } | { readonly text: string } | { readonly link: string };
  /** @default false */
  readonly isProgram?: boolean;
}

/** Bytes of an entry; a link has none. */
export async function bytesOf({ from }: BundleEntry): Promise<Uint8Array<ArrayBuffer>> {
  if ("file" in from) return await Deno.readFile(from.file);
  return new TextEncoder().encode("text" in from ? from.text : "");
}
