// npm packages in a bundle: those that the suite imports and what they need, without what no run reads.

import { dirname, join, relative } from "node:path";
import { isThere } from "../shell/files.ts";
import { UsageError } from "../shell/usage_error.ts";
import type { BundleEntry } from "./bundle_entry.ts";

/** An operating system and a processor, as the runtime's packages call them: `linux-x64`. */
export type Platform = `${string}-${string}`;

/** What is bundled for a platform. */
export interface Packages {
  readonly entries: readonly BundleEntry[];
  /** Versions by name, and by name and version where there are two. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The runtime's install script needs them, which a bundle never runs. */
const FOR_INSTALLING: readonly string[] = ["adm-zip", "global-agent"];
/** Types, sources of types, maps and manuals; licences stay. */
const UNREAD = /\.(?:d\.[mc]?ts|[mc]?ts|map|markdown|md|flow)$|\/\.[^/]+$/;
/** The same once more for pages without modules, and schemas for editors. */
const FOR_OTHERS = /\.min\.[mc]?js$|\/(?:umd|iife)\/|-schema\.json$/;
const LICENCE = /\/(?:licen[cs]e|notice|copying)[^/]*$/i;
/** Native libraries of a platform: `bin/napi-v6/linux/x64/…`. */
const NATIVE = /\/bin\/napi-v\d+\/([^/]+)\/([^/]+)\//;

/** Providers that somebody put beside the runtime: large, and for that machine. */
const PROVIDER = /\/(?:lib)?onnxruntime_providers_[^/]+$/;

/** Whether a file of a package goes into a bundle for a platform. */
export function isNeeded(path: string, platform: Platform): boolean {
  const [, os, arch] = NATIVE.exec(path) ?? [];
  if (os !== undefined) return `${os}-${arch}` === platform && !PROVIDER.test(path);
  return LICENCE.test(path) || !(UNREAD.test(path) || FOR_OTHERS.test(path));
}

/**
 * The packages of these names with all that they depend on, laid out as they are installed.
 *
 * @param root Folder of the suite, with `node_modules`.
 * @throws {UsageError} If the runtime has no library for the platform.
 */
export async function packageEntries(
  names: readonly string[],
  { root, platform }: { readonly root: string; readonly platform: Platform },
): Promise<Packages> {
  const modules = `${await Deno.realPath(root)}/node_modules`;
  const entries: BundleEntry[] = [];
  const versions: Record<string, string> = {};
  const platforms = new Set<string>();
  const seen = new Set<string>();

  /** Takes a link and what it leads to. */
  async function follow(link: string): Promise<void> {
    if (!await isThere(link)) return;
    const target = await Deno.realPath(link);
    if (link !== target) {
      const to = relative(dirname(link), target);
      entries.push({ path: inBundle(link), part: "packages", from: { link: to } });
    }
    if (seen.has(target)) return;
    seen.add(target);
    await takeFiles(target);
    for (const sibling of await siblingsOf(target)) await follow(sibling);
  }

  async function takeFiles(folder: string): Promise<void> {
    for await (const file of filesBelow(folder)) {
      const path = inBundle(file);
      const [, os, arch] = NATIVE.exec(path) ?? [];
      if (os !== undefined) platforms.add(`${os}-${arch}`);
      if (!isNeeded(path, platform)) continue;
      entries.push({ path, part: os === undefined ? "packages" : "runtime", from: { file } });
    }
    const { name, version } = JSON.parse(await Deno.readTextFile(`${folder}/package.json`));
    versions[name in versions ? `${name}@${version}` : name] = version;
  }

  const inBundle = (path: string) => `suite/${relative(dirname(modules), path)}`;
  for (const name of names) await follow(`${modules}/${name}`);
  if (!entries.some(({ part }) => part === "runtime")) {
    throw new UsageError(
      `Cannot bundle for ${platform} as the runtime has no library for it: it has some for ` +
        [...platforms].toSorted().join(", "),
    );
  }
  return { entries, versions };
}

/** The bundle's folder that has the runtime's library. */
export function runtimeFolderIn(entries: readonly BundleEntry[]): string {
  const path = entries.find(({ path }) => /\/libonnxruntime\.[^/]+$/.test(path))?.path;
  if (path === undefined) throw new TypeError("Cannot find the runtime's library");
  return dirname(path);
}

/** Links beside an installed package, which are what it depends on: `.deno/a@1/node_modules/b`. */
async function siblingsOf(folder: string): Promise<readonly string[]> {
  const top = folder.slice(0, folder.lastIndexOf("/node_modules/") + "/node_modules".length);
  const found: string[] = [];
  for (const name of await namesIn(top)) {
    const inScope = name.startsWith("@") ? await namesIn(join(top, name)) : [];
    found.push(...name.startsWith("@") ? inScope.map((inner) => `${name}/${inner}`) : [name]);
  }
  return found.filter((name) => !FOR_INSTALLING.includes(name)).map((name) => join(top, name))
    .filter((path) => path !== folder);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesBelow(path);
    else if (isFile) yield path;
  }
}
