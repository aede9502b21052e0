// Copies of values in which only that is left to differ which counts. 0 stands for -0, objects
// without prototype become plain, and objects whose state cannot be seen become a symbol each, so
// that they equal nothing but themselves.

/** Tags of the classes that isDeepStrictEqual looks into. */
const VISIBLE_TAGS: ReadonlySet<string> = new Set([
  "Array",
  "ArrayBuffer",
  "Boolean",
  "Date",
  "Error",
  "Map",
  "Number",
  "Object",
  "RegExp",
  "Set",
  "String",
  "URL",
]);

const identities: WeakMap<object, symbol> = new WeakMap();

/** A copy for comparing. A value that refers to itself gives a copy that does so too. */
export function comparable(value: unknown, copies: Map<object, object> = new Map()): unknown {
  if (typeof value === "number") return unsignedZero(value);
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return isFloatArray(value) ? value.map(unsignedZero) : value;
  if (isOpaque(value)) return identityOf(value);

  const finished = copies.get(value);
  if (finished !== undefined) return finished;
  const copy = emptyLike(value);
  if (copy === undefined) return value;
  copies.set(value, copy);

  const copyOf = (inner: unknown): unknown => comparable(inner, copies);
  if (value instanceof Map && copy instanceof Map) {
    for (const [key, inner] of value) copy.set(copyOf(key), copyOf(inner));
  }
  if (value instanceof Set && copy instanceof Set) {
    for (const inner of value) copy.add(copyOf(inner));
  }
  for (const key of enumerableKeys(value)) {
    const inner = copyOf(Reflect.get(value, key));
    Object.defineProperty(copy, key, { value: inner, enumerable: true });
  }
  return copy;
}

/** An empty array, map, set or object of the same class; `undefined` for other classes. */
function emptyLike(value: object): object | undefined {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) return new Array((value as unknown[]).length);
  if (prototype === Map.prototype) return new Map();
  if (prototype === Set.prototype) return new Set();
  if (prototype === null) return {};
  return tagOf(value) === "Object" ? Object.create(prototype) : undefined;
}

/** Whether the state of the object is in private fields or in the runtime, out of sight. */
function isOpaque(value: object): boolean {
  const tag = tagOf(value);
  if (tag !== "Object") return !VISIBLE_TAGS.has(tag);
  const prototype: object | null = Object.getPrototypeOf(value);
  const isPlain = prototype === null || prototype === Object.prototype;
  return !isPlain && enumerableKeys(value).length === 0;
}

function identityOf(value: object): symbol {
  const identity = identities.get(value) ?? Symbol(value.constructor?.name);
  identities.set(value, identity);
  return identity;
}

function isFloatArray(value: ArrayBufferView): value is Float64Array {
  return /^Float\d+Array$/.test(tagOf(value));
}

function enumerableKeys(value: object): PropertyKey[] {
  const isEnumerable = Object.prototype.propertyIsEnumerable;
  const symbols = Object.getOwnPropertySymbols(value).filter((key) =>
    isEnumerable.call(value, key)
  );
  return symbols.length === 0 ? Object.keys(value) : [...Object.keys(value), ...symbols];
}

/** The name in "[object Name]". */
function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

function unsignedZero(value: number): number {
  return value === 0 ? 0 : value;
}
