// The reader on a real system, where the system lets a test set up what is to be read.

import { assertEquals, assertStringIncludes } from "@std/assert";
import type { SystemFacts } from "../../../bench/machine/system_facts.ts";
import { obstacleTo } from "../../examples/obstacle.ts";
import { runTied } from "../../support/tied_process.ts";

const READER = "deno run --quiet --no-prompt --allow-all bench/machine/system_reader.ts";
const NO_TASKSET = await obstacleTo("taskset -c 0 true", "taskset and processor 0");

/** Makes the group `dsnet-bench-test` inside another, gives the outer one 1.5 cores, goes inside. */
const IN_GROUP = `
  set -e
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then outer=/sys/fs/cgroup/dsnet-bench-test-$$
  else outer=/sys/fs/cgroup/cpu/dsnet-bench-test-$$; fi
  trap 'echo $$ > "$(dirname "$outer")/cgroup.procs"; rmdir "$outer/inner" "$outer"' EXIT
  mkdir -p "$outer/inner"
  if [ -e "$outer/cpu.max" ]; then echo "150000 100000" > "$outer/cpu.max"
  else echo 100000 > "$outer/cpu.cfs_period_us"; echo 150000 > "$outer/cpu.cfs_quota_us"; fi
  echo $$ > "$outer/inner/cgroup.procs"
`;
const NO_GROUPS = await obstacleTo(`${IN_GROUP} true`, "control groups that may be made");

async function factsBy(command: string): Promise<SystemFacts> {
  const { stdout, stderr } = await runTied("bash", { args: ["-c", command] });
  assertEquals(stderr, "");
  return JSON.parse(stdout);
}

Deno.test({
  name: "system_reader.ts counts the processors that taskset leaves",
  ignore: NO_TASKSET !== "",
  fn: async () => {
    const { affinity, processorCount } = await factsBy(`taskset -c 0 ${READER}`);
    assertEquals([affinity, processorCount], ["0", 1]);
  },
});

Deno.test({
  name: "system_reader.ts finds the quota of the group around its own",
  ignore: NO_GROUPS !== "",
  fn: async () => {
    const { limits } = await factsBy(`${IN_GROUP} ${READER}`);
    assertEquals(limits.cores, 1.5);
    assertEquals(typeof limits.periods?.total, "number");
  },
});

Deno.test("system_reader.ts says what it has no right to read", async () => {
  const { stdout } = await runTied("deno", {
    args: ["run", "--quiet", "--no-prompt", "--allow-env", "bench/machine/system_reader.ts"],
  });
  const { unread } = JSON.parse(stdout) as SystemFacts;
  if (Deno.build.os === "linux") assertStringIncludes(unread.join(), "/proc/self/status: ");
});
