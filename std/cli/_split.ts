// The spelling of flags: which names, and which value, one argument holds.

/** A flag as it is written, with the value attached to it, if there is one. */
export interface Flag {
  readonly name: string;
  readonly value?: string;
}

/** Whether the argument holds flags; "-" alone is an operand, usually standard input or output. */
export function isFlag(argument: string): boolean {
  return argument.startsWith("-") && argument.length > 1;
}

/** Whether the argument is one long flag, not a group of letters. */
export function isLong(argument: string): boolean {
  return argument.startsWith("--");
}

/** "--out=x" => out=x; "-vn5" => v, n=5 */
export function splitFlags(argument: string): Flag[] {
  return isLong(argument) ? [longFlag(argument.slice(2))] : letterFlags(argument.slice(1));
}

function longFlag(text: string): Flag {
  const equals = text.indexOf("=", 1);
  if (equals < 0) return { name: text };
  return { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

function letterFlags(text: string): Flag[] {
  const letters = Array.from(text);
  const flags: Flag[] = [];
  for (const [i, name] of letters.entries()) {
    const rest = letters.slice(i + 1).join("");
    if (isValue(name, rest)) return [...flags, { name, value: rest.replace(/^=/, "") }];
    flags.push({ name });
  }
  return flags;
}

/**
 * What follows a letter is its value if it begins with a sign ("-o=x", "-I/usr", "-n-1") or ends in
 * a digit ("-n5"); "-123" however is three flags.
 */
function isValue(name: string, rest: string): boolean {
  return /^[^\p{L}\p{N}_]/u.test(rest) || (/^[a-z]$/i.test(name) && /\d$/.test(rest));
}
