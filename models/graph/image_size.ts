// Input sizes: how they are written, and which of them a network can take.

/** Height and width of the input in pixels. */
export interface ImageSize {
  /** In pixels. */
  readonly height: number;
  /** In pixels. */
  readonly width: number;
}

/** What has no image as its input. */
export const NO_IMAGE: ImageSize = { height: 0, width: 0 };

/** Beyond this a single activation of a network here would not fit in memory. */
const LARGEST_SIDE_PIXELS = 8192;

/**
 * Reads `224` (square) or `800x1280` (height x width).
 *
 * @throws {RangeError} If it is not one or two whole numbers from 1 to 8192.
 */
export function parseImageSize(text: string): ImageSize {
  const match = /^(\d{1,9})(?:x(\d{1,9}))?$/.exec(text.trim());
  const height = Number(match?.[1] ?? 0);
  const width = Number(match?.[2] ?? match?.[1] ?? 0);
  const inRange = [height, width].every((side) => side >= 1 && side <= LARGEST_SIDE_PIXELS);
  if (!inRange) {
    throw new RangeError(
      `Cannot read size "${text}" as it must be pixels such as 224, or height x width such as ` +
        `800x1280, each from 1 to ${LARGEST_SIDE_PIXELS}`,
    );
  }
  return { height, width };
}

/** `224`, or `800x1280` where the sides differ; `none` where there is no image. */
export function imageSizeText({ height, width }: ImageSize): string {
  if (height === 0) return "none";
  return height === width ? String(height) : `${height}x${width}`;
}

/** What both sides must be a multiple of, and how large at least. */
export interface Multiple {
  /** In pixels. */
  readonly of: number;
  /** In pixels. */
  readonly atLeast: number;
  /** Why, for messages. */
  readonly reason: string;
}

/**
 * Refuses sizes that would lose pixels or vanish on the way.
 *
 * @throws {RangeError} If a side is below `atLeast` or no multiple of `of`.
 */
export function requireMultiple(
  model: string,
  size: ImageSize,
  { of, atLeast, reason }: Multiple,
): void {
  const fits = [size.height, size.width].every((side) => side >= atLeast && side % of === 0);
  if (fits) return;
  const near = (side: number) => Math.max(atLeast, Math.round(side / of) * of);
  const nearest = imageSizeText({ height: near(size.height), width: near(size.width) });
  throw new RangeError(
    `Cannot build "${model}" at size ${imageSizeText(size)} as both sides must be multiples of ` +
      `${of} from ${atLeast} up (${reason}): try ${nearest}`,
  );
}
