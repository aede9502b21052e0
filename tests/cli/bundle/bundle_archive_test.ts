import { assertEquals } from "@std/assert";
import { unpackTar } from "modern-tar";
import { archiveOf } from "../../../cli/bundle/bundle_archive.ts";
import type { BundleEntry } from "../../../cli/bundle/bundle_entry.ts";

const PROGRAM: BundleEntry = {
  path: "run",
  part: "suite",
  from: { text: "#!/bin/sh\n" },
  isProgram: true,
};
const LONG: BundleEntry = {
  path: `${"folder/".repeat(30)}Umlaut-ä`,
  part: "packages",
  from: { text: "content" },
};
const LINK: BundleEntry = { path: "a-link", part: "packages", from: { link: "run" } };

async function bytesOfArchive(entries: readonly BundleEntry[]): Promise<Uint8Array<ArrayBuffer>> {
  const stream = archiveOf(entries, { folder: "top", level: 1 });
  return new Uint8Array(await new Response(stream as BodyInit).arrayBuffer());
}

Deno.test("archiveOf() writes the same bytes in whatever order entries come", async () => {
  const [one, other] = [
    await bytesOfArchive([PROGRAM, LONG, LINK]),
    await bytesOfArchive([LINK, PROGRAM, LONG]),
  ];
  assertEquals(one, other);
});

Deno.test("archiveOf() keeps names, content, programs and links, and neither time nor owner", async () => {
  const gunzip = new DecompressionStream("gzip");
  const bytes = await bytesOfArchive([PROGRAM, LONG, LINK]);
  const found = await unpackTar(new Blob([bytes]).stream().pipeThrough(gunzip));
  const shown = found.map(({ header, data }) => [
    header.name,
    header.type,
    header.mode,
    header.linkname || "",
    new TextDecoder().decode(data),
    header.mtime?.getTime(),
    header.uid,
    header.gid,
  ]);
  assertEquals(shown, [
    ["top/a-link", "symlink", 0o644, "run", "", 0, 0, 0],
    [`top/${LONG.path}`, "file", 0o644, "", "content", 0, 0, 0],
    ["top/run", "file", 0o755, "", "#!/bin/sh\n", 0, 0, 0],
  ]);
});
