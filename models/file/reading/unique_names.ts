// Names that stand for one thing each.

/** Gives names out, each once. */
export class UniqueNames {
  /** How often each was asked for. */
  readonly #counts = new Map<string, number>();

  /** The wanted name, or where it is taken already `wanted#2`, `wanted#3`, … */
  take(wanted: string): string {
    let name = wanted;
    while (this.#counts.has(name)) {
      const count = (this.#counts.get(wanted) ?? 1) + 1;
      this.#counts.set(wanted, count);
      name = `${wanted}#${count}`;
    }
    this.#counts.set(name, 1);
    return name;
  }
}
