// Instructions of WebAssembly as expressions: each function gives the bytes of its operands, then its own
// (webassembly.github.io/spec/core/binary/instructions.html). Names are those of the text format.

/** Bytes of instructions. */
export type Code = readonly number[];

/** A number without sign, 7 bits a byte (LEB128). */
export function unsigned(value: number): Code {
  const [low, rest] = [value & 0x7f, value >>> 7];
  return rest === 0 ? [low] : [low | 0x80, ...unsigned(rest)];
}

/** A number of 32 bits with its sign, 7 bits a byte. */
function signed(value: number): Code {
  const [low, rest] = [value & 0x7f, value >> 7];
  const isLast = rest === ((low & 0x40) === 0 ? 0 : -1);
  return isLast ? [low] : [low | 0x80, ...signed(rest)];
}

function operator(...code: Code): (...operands: readonly Code[]) => Code {
  return (...operands) => [...operands.flat(), ...code];
}

/** Of vectors, whose codes follow a byte of their own. */
function vector(code: number, ...immediates: Code): (...operands: readonly Code[]) => Code {
  return operator(0xfd, ...unsigned(code), ...immediates);
}

/** Addresses are of any alignment. */
const UNALIGNED: Code = [0, 0];

/** A parameter or local, by its number. */
export const local = {
  get: (index: number): Code => [0x20, ...unsigned(index)],
  set: (index: number, value: Code): Code => [...value, 0x21, ...unsigned(index)],
};

/** Whole numbers of 32 bits. */
export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: operator(0x6a),
  sub: operator(0x6b),
  mul: operator(0x6c),
  ltU: operator(0x49),
  load: operator(0x28, ...UNALIGNED),
};

/** Vectors of 16 bytes. */
export const v128 = {
  load: vector(0, ...UNALIGNED),
  store: vector(11, ...UNALIGNED),
  /** 4 bytes and 12 zeros. */
  load32Zero: vector(92, ...UNALIGNED),
  /** 4 bytes, four times. */
  load32Splat: vector(9, ...UNALIGNED),
  /** 8 bytes, twice. */
  load64Splat: vector(10, ...UNALIGNED),
  /** 8 bytes and 8 zeros. */
  load64Zero: vector(93, ...UNALIGNED),
  /** The first 4 bytes. */
  store32Lane0: vector(90, ...UNALIGNED, 0),
  xor: vector(81),
};

/** Vectors as 16 numbers of 8 bits. */
export const i8x16 = {
  narrowI16x8U: vector(102),
  /** Any 16 of the bytes of two vectors, by their numbers from 0 to 31. */
  shuffle: (bytes: readonly number[]) => vector(13, ...bytes),
};

/** Vectors as 8 numbers of 16 bits. */
export const i16x8 = {
  narrowI32x4S: vector(133),
  extendLowI8x16U: vector(137),
  extendHighI8x16U: vector(138),
};

/** Vectors as 4 numbers of 32 bits. */
export const i32x4 = {
  splat: vector(17),
  extendLowI16x8U: vector(169),
  extendHighI16x8U: vector(170),
  shrS: vector(172),
  shrU: vector(173),
  add: vector(174),
  mul: vector(181),
};

/** Vectors as 4 real numbers of 32 bits. */
export const f32x4 = {
  mul: vector(230),
  /** Two numbers of 64 bits, each rounded once, and two zeros. */
  demoteF64x2Zero: vector(94),
};

/** Vectors as 2 real numbers of 64 bits. */
export const f64x2 = {
  add: vector(240),
  mul: vector(242),
  promoteLowF32x4: vector(95),
  convertLowI32x4S: vector(254),
};

const LOOP = [0x03, 0x40];
const BRANCH_IF_0 = [0x0d, 0];
/** Ends a loop or a function. */
export const END = 0x0b;

/** Runs a body once, and again as long as the condition after it is not 0. */
export function doWhile(body: readonly Code[], condition: Code): Code {
  return [...LOOP, ...body.flat(), ...condition, ...BRANCH_IF_0, END];
}
