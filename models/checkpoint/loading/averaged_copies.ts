// Averaged copies of a model that stand beside it under names without dots: mmcv's EMA hook keeps the
// average of `backbone.conv1.weight` as `ema_backbone_conv1_weight`.

const COPY_PREFIX = "ema_";

/** Those of these names that are copies of others among them. */
export function averagedCopies(names: readonly string[]): ReadonlySet<string> {
  const copies = new Set(names.map((name) => `${COPY_PREFIX}${name.replaceAll(".", "_")}`));
  return new Set(names.filter((name) => copies.has(name)));
}
