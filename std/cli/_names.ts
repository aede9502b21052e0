// What the options say about names. Whatever is said of a name holds for all its aliases, so every
// set here is already extended by them.

import type { Aliases, ParseOptions } from "./_types.ts";

/** The declared names, by kind. */
export interface Names {
  readonly booleans: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
  readonly collected: ReadonlySet<string>;
  readonly negatable: ReadonlySet<string>;
  /** Names that are never reported as unknown. */
  readonly known: ReadonlySet<string>;
  /** The name itself and its aliases. */
  readonly withAliases: (name: string) => readonly string[];
}

/** Reads the declared names off the options. */
export function namesIn(options: ParseOptions): Names {
  const groups = aliasGroups(options.alias ?? {});
  const withAliases = (name: string): readonly string[] => groups.get(name) ?? [name];
  const extended = (list: boolean | string | readonly string[] | undefined): Set<string> =>
    new Set(asList(list).flatMap(withAliases));

  const booleans = extended(options.boolean);
  const strings = extended(options.string);
  const collected = extended(options.collect);
  return {
    booleans,
    strings,
    collected,
    negatable: extended(options.negatable),
    known: new Set([...booleans, ...strings, ...collected, ...groups.keys()]),
    withAliases,
  };
}

function aliasGroups(aliases: Aliases): Map<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const [name, others] of Object.entries(aliases)) {
    const members = [name, ...asList(others)].flatMap((member) => groups.get(member) ?? [member]);
    const group = [...new Set(members)];
    for (const member of group) groups.set(member, group);
  }
  return groups;
}

function asList(list: boolean | string | readonly string[] | undefined): readonly string[] {
  if (list === undefined || typeof list === "boolean") return [];
  return typeof list === "string" ? [list] : list;
}
