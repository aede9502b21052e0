// What a network answered to one picture.

/** Classes that Top-5 looks at. */
export const TOP_CLASSES = 5;

/**
 * The classes with the largest logits, the largest first; of equal ones the label is the last, so that a
 * network which says the same of all is never right, and the others are in their order.
 *
 * @returns Fewer than five where the network has no more classes; none where a logit is not a number,
 * which is no answer.
 */
export function topClasses(logits: Float32Array, label: number): readonly number[] {
  const top: number[] = [];
  for (const [index, logit] of logits.entries()) {
    if (Number.isNaN(logit)) return [];
    const isBefore = (earlier: number) => {
      const other = logits[earlier] as number;
      return logit > other || (logit === other && earlier === label);
    };
    let place = top.length;
    while (place > 0 && isBefore(top[place - 1] as number)) place--;
    if (place < TOP_CLASSES) top.splice(place, 0, index);
    if (top.length > TOP_CLASSES) top.pop();
  }
  return top;
}
