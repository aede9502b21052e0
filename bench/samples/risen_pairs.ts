// How often later samples are larger than earlier ones, in as many steps as sorting takes: a row of
// short runs has a million samples, and pairs without number.

/** Pairs whose later sample is the larger one, less those whose earlier one is; equal ones are neither. */
export function risenPairs(samples: readonly number[]): number {
  let parts = Float64Array.from(samples);
  let merged = new Float64Array(parts.length);
  let risen = 0;
  for (let width = 1; width < parts.length; width *= 2) {
    for (let start = 0; start < parts.length; start += 2 * width) {
      risen += merge(parts, merged, { start, width });
    }
    [parts, merged] = [merged, parts];
  }
  return risen;
}

/** Merges two sorted parts that follow each other; gives what pairs of both come to. */
function merge(
  from: Float64Array,
  into: Float64Array,
  { start, width }: { readonly start: number; readonly width: number },
): number {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(middle + width, from.length);
  let [below, notAbove, place, risen] = [start, start, start, 0];
  for (let later = middle; later < end; later++) {
    const sample = from[later] as number;
    while (below < middle && (from[below] as number) < sample) below++;
    while (notAbove < middle && (from[notAbove] as number) <= sample) {
      into[place++] = from[notAbove++] as number;
    }
    into[place++] = sample;
    risen += (below - start) - (middle - notAbove);
  }
  while (notAbove < middle) into[place++] = from[notAbove++] as number;
  return risen;
}
