// The document: one file that asks for nothing. Its policy forbids every request and every script
// and style but its own two, which it knows by their hashes.

import { createHash } from "node:crypto";
import { darkChartCss } from "../charts/drawing/palette.ts";
import { type Html, markup, safeHtml, trusted } from "./html.ts";
import script from "./script.js" with { type: "text" };
import base from "./style/base.css" with { type: "text" };
import figures from "./style/figures.css" with { type: "text" };
import narrow from "./style/narrow.css" with { type: "text" };
import panels from "./style/panels.css" with { type: "text" };
import print from "./style/print.css" with { type: "text" };
import tables from "./style/tables.css" with { type: "text" };

const STYLE = [base, tables, figures, panels, narrow, print, darkChartCss(".chart")].join("\n");

/**
 * The whole file.
 *
 * @param ownStyle Rules of this page alone. @default none
 */
export function page(title: string, body: Html, ownStyle = ""): string {
  const css = `\n${STYLE}\n${ownStyle}`;
  const js = `\n${script}`;
  const policy = [
    "default-src 'none'",
    `style-src ${hashSource(css)}`,
    `script-src ${hashSource(js)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return markup(safeHtml`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(css)}</style>
</head>
<body>
${body}
<script>${trusted(js)}</script>
</body>
</html>
`);
}

/** `'sha256-…'`: what a policy calls a text that it allows. */
function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
