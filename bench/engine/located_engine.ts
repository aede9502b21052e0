// An engine with the folder of its description, and the command that starts it.

import { pathList } from "../process/suite_process.ts";
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

/** A right of Deno's, which takes a list of paths. */
const RIGHT = /^--(?:allow|deny)-\w+=/;

/** Program and arguments of an engine; a name in braces that is none of ours stays as it is. */
export function commandOf(
  { description: { command }, folder: here }: LocatedEngine,
  { readable, ...places }: CommandPlaces,
): readonly string[] {
  const texts: Readonly<Record<string, string>> = { ...places, here };
  const textIn = (part: string, name: string) => {
    if (name === "readable") return pathList(readable);
    if (!Object.hasOwn(texts, name)) return undefined;
    const text = texts[name] ?? "";
    return RIGHT.test(part) ? pathList([text]) : text;
  };
  return command.map((part) =>
    part.replaceAll(/\{(\w+)\}/g, (whole, name) => textIn(part, name) ?? whole)
  );
}
