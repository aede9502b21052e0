// What labels may have meant, if a network has nearly none of them right.

import type { Reading } from "../accuracy/other_labels.ts";
import { CHALLENGE_IDS, challengeIndex } from "./imagenet_ids.ts";

/** Other readings of labels that were taken for outputs. */
export function otherReadings(outputs: number): readonly Reading[] {
  const numbers = Array.from({ length: outputs }, (_, index) => index);
  const asText = numbers.toSorted((a, b) => String(a) < String(b) ? -1 : 1);
  const placeInText = new Map(asText.map((number, place) => [number, place]));
  const challenge: readonly Reading[] = outputs === CHALLENGE_IDS.length
    ? [
      { name: "the challenge's own numbers", label: challengeIndex },
      { name: "the challenge's own numbers less 1", label: (label) => challengeIndex(label + 1) },
    ]
    : [];
  return [
    ...challenge,
    { name: "1 too high", label: (label) => label - 1 },
    { name: "1 too low", label: (label) => label + 1 },
    { name: "places of numbers that were sorted as text", label: (label) => asText[label] },
    {
      name: "numbers, of which the network has the places as text",
      label: (label) => placeInText.get(label),
    },
  ];
}
