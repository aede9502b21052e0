// The program of a bundle: a shell script that starts each command with the rights of its task.

import { type Task, type TaskCommand, taskCommand } from "../shell/task_command.ts";
import type { CudaParts } from "./cuda_parts.ts";
import { joinScript } from "./join_script.ts";
import { LIBRARY_FOLDER } from "./vulkan_loader.ts";

/** What stands before the commands: where the bundle lies, and a cache that is its own. */
const HEAD = `#!/bin/sh
# Starts the suite of this bundle by the Deno beside it: no Node, no npm, no network.
set -eu
here=$(dirname "$(readlink -f "$(command -v "$0")")")
suite=$here/suite
# Where nothing says where programs are, they are looked for where they usually are.
export PATH="\${PATH:-/usr/local/bin:/usr/bin:/bin}"
# Nothing is kept at home, which may be missing; where this folder takes no files, nothing is kept.
export DENO_DIR="$here/cache"
if [ -d "$here/${LIBRARY_FOLDER}" ]; then
  export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/${LIBRARY_FOLDER}"
fi

command=\${1:---help}
[ $# -eq 0 ] || shift
`;

const FOOT = `  --help | -h)
    exec "$here/deno" run --quiet --no-prompt --allow-read --config="$suite/deno.json" "$suite/cli/main.ts" --help
    ;;
  *)
    exec "$here/deno" run --quiet --no-prompt --allow-read --config="$suite/deno.json" "$suite/cli/main.ts" "$command"
    ;;
esac
`;

/**
 * The script; a task that runs no command of the suite is none of a bundle's.
 *
 * @param cuda The parts to join, if there are any.
 */
export function startScript(tasks: Readonly<Record<string, Task>>, cuda?: CudaParts): string {
  const cases = Object.values(tasks).flatMap((task) => {
    const command = taskCommand(task);
    return command === undefined ? [] : [commandCase(command)];
  });
  const join = cuda === undefined ? "" : joinScript(cuda);
  return `${HEAD}${join}case $command in\n${cases.join("")}${FOOT}`;
}

function commandCase({ name, variables, run }: TaskCommand): string {
  const start = `"$here/deno" ${run} --config="$suite/deno.json" "$suite/cli/main.ts"`;
  return `  ${name})
    ${variables === "" ? "" : `export ${variables}\n    `}exec ${start} ${name} "$@"
    ;;
`;
}
