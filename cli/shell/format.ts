// The formats of results.

/** What stdout can get. */
export const FORMATS = ["md", "csv", "json"] as const;

/** One of {@linkcode FORMATS}. */
export type Format = (typeof FORMATS)[number];

/** How something is written in each of them. */
export type Renderers<Content> = Readonly<{ [Name in Format]: (content: Content) => string }>;
