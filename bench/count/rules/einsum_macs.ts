// Multiply-adds of Einsum. Two operands at a time, from the left, as runtimes contract them: an
// index that one operand has alone and nobody asks for is summed first, which only adds; what is left
// is a matrix product over all indices of the pair. A pair that shares every index of one of them and
// sums over none is multiplied element by element, and free as Mul is.

import { exactElements } from "./exact.ts";
import { inputOf, type MacWork, refuse, sizeOf } from "./mac_work.ts";

/** Indices of an operand; axes under an ellipsis are `...1` for the last, `...2` before it. */
type Indices = readonly string[];

/** Counts an Einsum node by its equation. */
export function einsum(work: MacWork): bigint {
  const { terms, output } = equationOf(work);
  const sizes = sizesOf(work, terms);
  let [left = [], ...rest] = terms;
  let macs = 0n;
  for (const [place, right] of rest.entries()) {
    const wanted = new Set([...output, ...rest.slice(place + 1).flat()]);
    macs += pairMacs(left, right, { wanted, sizes });
    left = [...new Set([...left, ...right])].filter((index) => wanted.has(index));
  }
  return macs;
}

function pairMacs(
  left: Indices,
  right: Indices,
  { wanted, sizes }: {
    readonly wanted: ReadonlySet<string>;
    readonly sizes: ReadonlyMap<string, number>;
  },
): bigint {
  const [a, b] = [
    new Set(left.filter((index) => wanted.has(index) || right.includes(index))),
    new Set(right.filter((index) => wanted.has(index) || left.includes(index))),
  ];
  const all = [...a.union(b)];
  const isElementwise = all.every((index) => wanted.has(index)) &&
    (a.isSubsetOf(b) || b.isSubsetOf(a));
  return isElementwise ? 0n : exactElements(all.map((index) => sizes.get(index) ?? 1));
}

/** `bhid,bhjd->bhij` -> its indices; an equation without an arrow keeps what occurs once. */
function equationOf(work: MacWork) {
  const { equation } = work.node.attributes;
  const text = typeof equation === "string" ? equation.replaceAll(/\s/g, "") : "";
  const match = /^([A-Za-z.,]*)(?:->([A-Za-z.]*))?$/.exec(text);
  const operands = match?.[1]?.split(",") ?? [];
  if (match === null || operands.length !== work.node.inputs.length) {
    throw refuse(
      work,
      `its equation must have a term for each of its ${work.node.inputs.length} inputs: ` +
        `got "${text}"`,
    );
  }
  const terms = operands.map((term, place) => {
    const rank = inputOf(work, place).shape.length;
    return indicesOf(term, rank - term.replace("...", "").length);
  });
  const occurring = terms.flat();
  const longest = Math.max(...terms.map((term) => term.filter(isUnderEllipsis).length));
  const output = match[2] === undefined
    ? occurring.filter((index) =>
      isUnderEllipsis(index) || occurring.indexOf(index) === occurring.lastIndexOf(index)
    )
    : indicesOf(match[2], longest);
  return { terms, output };
}

function indicesOf(term: string, hiddenCount: number): Indices {
  return (term.match(/\.\.\.|[A-Za-z]/g) ?? []).flatMap((index) =>
    index === "..." ? Array.from({ length: hiddenCount }, (_, i) => `...${hiddenCount - i}`) : index
  );
}

function isUnderEllipsis(index: string): boolean {
  return index.startsWith("...");
}

/** The size of each index; 1 gives way to another, as in broadcasting. */
function sizesOf(work: MacWork, terms: readonly Indices[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const [place, term] of terms.entries()) {
    const value = inputOf(work, place);
    if (term.length !== value.shape.length) {
      throw refuse(
        work,
        `a term must name every axis: got ${term.length} for the ${value.shape.length} of "${value.name}"`,
      );
    }
    for (const [axis, index] of term.entries()) {
      const [known = 1, size] = [sizes.get(index), sizeOf(work, value, axis)];
      if (known !== 1 && size !== 1 && known !== size) {
        throw refuse(work, `"${index}" must have one size: got ${known} and ${size}`);
      }
      sizes.set(index, Math.max(known, size));
    }
  }
  return sizes;
}
