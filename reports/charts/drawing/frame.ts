// The room that a chart is drawn for. Text in an SVG shrinks with the drawing, so a phone gets a
// drawing of its own.

/** One room. */
export interface Frame {
  readonly name: "page" | "phone";
  /** Of a drawing in half the page, in pixels; of every drawing on a phone. */
  readonly width: number;
  /** Of a drawing across the whole page. */
  readonly wideWidth: number;
}

/** Every chart is drawn for both. */
export const FRAMES = {
  page: { name: "page", width: 580, wideWidth: 900 },
  phone: { name: "phone", width: 350, wideWidth: 350 },
} as const satisfies Readonly<Record<Frame["name"], Frame>>;

/** Size of names and figures, in pixels. */
export const LABEL_SIZE = 12;
/** Room around a drawing. */
export const PADDING = 2;
