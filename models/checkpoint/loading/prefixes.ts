// What wrappers put before every name: `module.` (DataParallel), `model.`, `backbone.`, …

/** Wrappers around wrappers that are taken off. */
const MOST_MODULES = 4;

/**
 * What may stand before all names: nothing, or the modules that all of them begin with, `module.` and
 * `module.model.`, say.
 */
export function sharedPrefixes(names: readonly string[]): readonly string[] {
  const [first = "", ...others] = names;
  const prefixes = [""];
  for (let dot = first.indexOf("."); dot >= 0; dot = first.indexOf(".", dot + 1)) {
    const prefix = first.slice(0, dot + 1);
    if (!others.every((name) => name.startsWith(prefix))) break;
    prefixes.push(prefix);
    if (prefixes.length > MOST_MODULES) break;
  }
  return prefixes;
}

/** The first module of most names, and how many have it, where some have not. */
export function usualPrefix(
  names: readonly string[],
): { readonly prefix: string; readonly count: number } | undefined {
  const byPrefix = Map.groupBy(names, (name) => name.slice(0, name.indexOf(".") + 1));
  const [most] = [...byPrefix].toSorted(([, a], [, b]) => b.length - a.length);
  if (most === undefined || most[0] === "") return undefined;
  return { prefix: most[0], count: most[1].length };
}
