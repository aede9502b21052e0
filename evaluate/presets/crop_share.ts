// Crop shares: how much of the resized picture's short side is kept.

/** The side to resize to, as timm has it: 224 at 0.9 -> 248, at 0.875 -> 256. */
export function resizeFor(crop: number, share: number): number {
  return Math.floor(crop / share);
}
