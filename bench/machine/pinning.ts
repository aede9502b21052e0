// Which processors processes may be bound to, where the system does that.

/** `0-2,8` -> 0, 1, 2, 8; none where that is not known. */
export function processorList(affinity: string | null): readonly number[] {
  return (affinity ?? "").split(",").filter((part) => part !== "").flatMap((part) => {
    const [first = NaN, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** Whether there is a program that binds processes to processors. */
export async function canBind(): Promise<boolean> {
  try {
    const pipes = { stdin: "null", stdout: "null", stderr: "null" } as const;
    return (await new Deno.Command("taskset", { args: ["--version"], ...pipes }).output()).success;
  } catch {
    return false;
  }
}
