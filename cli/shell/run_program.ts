// Other programs that a command calls and waits for.

/** What a program left behind. */
export interface ProgramEnd {
  readonly code: number;
  readonly stdout: string;
  /** Without blanks around it. */
  readonly stderr: string;
}

/**
 * Runs a program that is asked nothing.
 *
 * @returns `undefined` if there is no such program.
 * @throws {Error} If the system refuses for another reason.
 */
export async function runProgram(
  program: string,
  ...args: readonly string[]
): Promise<ProgramEnd | undefined> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr).trim() };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
