// Module paths that PyTorch's exporters write down: as metadata of a node, or in its name.

/** Key under which `torch.onnx.export(…, dynamo=True)` keeps the modules around a node. */
const SCOPES_KEY = "pkg.torch.onnx.name_scopes";

/**
 * The innermost module of an entry such as `['', 'layer1', 'layer1.0', 'conv2d_1']`, whose last is the
 * operation itself; `undefined` for other entries.
 */
export function modulePathOf([key, value]: readonly [key: string, value: string]):
  | string
  | undefined {
  if (key !== SCOPES_KEY) return undefined;
  return [...value.matchAll(/'([^']*)'/g)].map(([, name = ""]) => name).at(-2);
}

/**
 * The module of a node that is called `/layer1/layer1.0/conv1/Conv`: each part names a module within
 * the one before, or repeats it. -> `layer1.0.conv1`; a name of another form gives `""`.
 */
export function modulePathOfName(nodeName: string): string {
  if (!nodeName.startsWith("/")) return "";
  const parts = nodeName.split("/").slice(1, -1);
  return parts.reduce(
    (path, part) => part.startsWith(`${path}.`) || path === "" ? part : `${path}.${part}`,
    "",
  );
}
