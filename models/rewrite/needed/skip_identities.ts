// Values that are given on under another name.
//
//   Identity(x) = x
//
// Exporters store equal weights once and name them for each layer by an Identity; other rules look for
// weights where layers read them. The runtime leaves such nodes out itself.

import { input } from "../engine/patterns.ts";
import { rewriteBy, type Rule } from "../engine/rule.ts";

const givenOn: Rule = (node, site) => (node.domain ?? "") === "" ? input(site, node, 0) : undefined;

/** What an Identity gives on is read where it comes from. */
export const skipIdentities = rewriteBy({ Identity: givenOn });
