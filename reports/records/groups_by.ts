// Items in groups.

/** Items of one key. */
export type Group<Item> = readonly [Item, ...Item[]];

/** The items in groups of one key each, in order of appearance. */
export function groupsBy<Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => unknown,
): readonly Group<Item>[] {
  // What opened a group is in it, which the type of a map forgets.
  const groups = Map.groupBy(items, keyOf).values().map((group) => group as [Item, ...Item[]]);
  return groups.toArray();
}
