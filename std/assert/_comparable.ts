// Copies of values in which only that is left to differ which counts, for node:util isDeepStrictEqual:
// that tells 0 from -0 and {} from an object without prototype, and takes objects for equal whose state
// it cannot see. @std/assert does neither.

/** Classes that isDeepStrictEqual looks into by itself. */
const VISIBLE = [ArrayBuffer, Date, Error, RegExp, URL] as const;

const identities: WeakMap<object, symbol> = new WeakMap();

/** A copy for comparing: 0 for -0, a prototype for none, a symbol for what hides its state. */
export function comparable(value: unknown): unknown {
  if (value === 0) return 0;
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Float32Array || value instanceof Float64Array) {
    return value.map((x) => x === 0 ? 0 : x);
  }
  if (ArrayBuffer.isView(value) || VISIBLE.some((each) => value instanceof each)) return value;
  if (Array.isArray(value)) return value.map((item) => comparable(item));
  if (value instanceof Map) {
    return new Map([...value].map(([key, item]) => [comparable(key), comparable(item)]));
  }
  if (value instanceof Set) return new Set([...value].map((item) => comparable(item)));

  const isEnumerable = (key: PropertyKey) => Object.prototype.propertyIsEnumerable.call(value, key);
  const keys = Reflect.ownKeys(value).filter(isEnumerable);
  const prototype: object = Object.getPrototypeOf(value) ?? Object.prototype;
  if (prototype !== Object.prototype && keys.length === 0) return identityOf(value);
  const copy: object = Object.create(prototype);
  for (const key of keys) {
    const item = comparable(Reflect.get(value, key));
    Object.defineProperty(copy, key, { value: item, enumerable: true });
  }
  return copy;
}

function identityOf(value: object): symbol {
  const identity = identities.get(value) ?? Symbol(value.constructor.name);
  identities.set(value, identity);
  return identity;
}
