// An engine with the folder of its description, and the command that starts it.

import type { EngineDescription } from "./description.ts";

/** A description, and where it lies. */
export interface LocatedEngine {
  readonly description: EngineDescription;
  /** Absolute. */
  readonly folder: string;
}

/** What stands for the names in braces of a command. */
export interface CommandPlaces {
  readonly deno: string;
  readonly python: string;
  /** Folder of this suite. */
  readonly suite: string;
  /** The only folder that the engine may write to. */
  readonly folder: string;
  /** Folders and files that it must read. */
  readonly readable: readonly string[];
}

/** Program and arguments of an engine; a name in braces that is none of ours stays as it is. */
export function commandOf(
  { description: { command }, folder: here }: LocatedEngine,
  { readable, ...places }: CommandPlaces,
): readonly string[] {
  const texts: Readonly<Record<string, string>> = { ...places, here, readable: readable.join(",") };
  return command.map((part) =>
    part.replaceAll(
      /\{(\w+)\}/g,
      (whole, name) => Object.hasOwn(texts, name) ? texts[name] ?? "" : whole,
    )
  );
}
