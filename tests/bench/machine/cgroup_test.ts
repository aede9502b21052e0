import { assertEquals } from "@std/assert";
import { groupFolders, groupLimits, quotaCores } from "../../../bench/machine/cgroup.ts";
import { filesOf } from "../fakes/fake_files.ts";

const V2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";
const V1 = [
  "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755",
  "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct",
  "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
].join("\n");

Deno.test("quotaCores() reads quota and period of either version", () => {
  assertEquals(quotaCores("150000 100000\n"), 1.5);
  assertEquals(quotaCores("max 100000\n"), null);
  assertEquals(quotaCores("-1 100000"), null);
  assertEquals(quotaCores("null null"), null);
});

Deno.test("groupFolders() follows the groups of version 2 from the innermost out", () => {
  const folders = groupFolders("cpu", { groups: "0::/slurm/job_7/step_0\n", mountInfo: V2 });
  assertEquals(folders.map(({ folder }) => folder), [
    "/sys/fs/cgroup/slurm/job_7/step_0",
    "/sys/fs/cgroup/slurm/job_7",
    "/sys/fs/cgroup/slurm",
    "/sys/fs/cgroup",
  ]);
});

Deno.test("groupFolders() of a group outside of what a container may see is the mount point alone", () => {
  const folders = groupFolders("cpu", { groups: "0::/../job\n", mountInfo: V2 });
  assertEquals(folders.map(({ folder }) => folder), ["/sys/fs/cgroup"]);
});

Deno.test("groupFolders() takes the hierarchy of version 1 that has the controller", () => {
  const groups = "4:memory:/job\n2:cpu,cpuacct:/job/step\n1:name=systemd:/x\n";
  assertEquals(groupFolders("cpu", { groups, mountInfo: V1 }), [
    { version: 1, folder: "/sys/fs/cgroup/cpu,cpuacct/job/step" },
    { version: 1, folder: "/sys/fs/cgroup/cpu,cpuacct/job" },
    { version: 1, folder: "/sys/fs/cgroup/cpu,cpuacct" },
  ]);
  assertEquals(groupFolders("memory", { groups, mountInfo: V1 }).length, 2);
});

Deno.test("groupFolders() starts at the group that a container sees at the mount point", () => {
  const mountInfo = String
    .raw`32 31 0:29 /docker/4f /sys/fs/c\040group ro master:11 - cgroup cgroup rw,cpu`;
  const at = (group: string) =>
    groupFolders("cpu", { groups: `2:cpu:${group}\n`, mountInfo }).map(({ folder }) => folder);
  assertEquals(at("/docker/4f"), ["/sys/fs/c group"]);
  assertEquals(at("/docker/4f/child"), ["/sys/fs/c group/child", "/sys/fs/c group"]);
  assertEquals(at("/elsewhere"), ["/sys/fs/c group"]);
  assertEquals(at("/docker/4f99"), ["/sys/fs/c group"]);
});

Deno.test("groupLimits() takes the least of nested groups, version 2", () => {
  const limits = groupLimits(
    filesOf({
      "/proc/self/cgroup": "0::/job/step\n",
      "/proc/self/mountinfo": V2,
      "/sys/fs/cgroup/job/step/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/job/step/cpu.stat": "usage_usec 5\nnr_periods 9\nnr_throttled 9\n",
      "/sys/fs/cgroup/job/cpu.max": "150000 100000\n",
      "/sys/fs/cgroup/job/cpu.stat": "usage_usec 5\nnr_periods 40\nnr_throttled 3\n",
      "/sys/fs/cgroup/job/step/memory.max": "max\n",
      "/sys/fs/cgroup/job/memory.max": "1000\n",
      "/sys/fs/cgroup/job/memory.current": "700\n",
      "/sys/fs/cgroup/job/memory.stat": "anon 500\ninactive_file 200\n",
    }).read,
  );
  assertEquals(limits, {
    cores: 1.5,
    periods: { total: 40, throttled: 3 },
    memoryBytes: 1000,
    memoryLeftBytes: 500,
  });
});

Deno.test("groupLimits() reads version 1, where no limit is a number near 2^63", () => {
  const limits = groupLimits(
    filesOf({
      "/proc/self/cgroup": "4:memory:/job\n2:cpu,cpuacct:/job\n",
      "/proc/self/mountinfo": V1,
      "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "50000\n",
      "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/cpu,cpuacct/job/cpu.stat": "nr_periods 7\nnr_throttled 2\nthrottled_time 1\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/memory/job/memory.limit_in_bytes": "800\n",
      "/sys/fs/cgroup/memory/job/memory.usage_in_bytes": "900\n",
      "/sys/fs/cgroup/memory/job/memory.stat": "total_inactive_file 50\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    }).read,
  );
  assertEquals(limits, {
    cores: 0.5,
    periods: { total: 7, throttled: 2 },
    memoryBytes: 800,
    memoryLeftBytes: 0,
  });
});

Deno.test("groupLimits() takes 2^60 bytes and more for no limit, less for one", () => {
  const limitOf = (bytes: bigint) =>
    groupLimits(
      filesOf({
        "/proc/self/cgroup": "4:memory:/\n",
        "/proc/self/mountinfo": V1,
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": `${bytes}\n`,
      }).read,
    ).memoryBytes;
  assertEquals([limitOf(2n ** 60n), limitOf(2n ** 60n - 2n ** 12n)], [null, 2 ** 60 - 2 ** 12]);
});

Deno.test("groupLimits() counts files that could be dropped from memory as free", () => {
  const left = (stat: string, current = "700\n") =>
    groupLimits(
      filesOf({
        "/proc/self/cgroup": "0::/\n",
        "/proc/self/mountinfo": V2,
        "/sys/fs/cgroup/memory.max": "1000\n",
        "/sys/fs/cgroup/memory.current": current,
        "/sys/fs/cgroup/memory.stat": stat,
      }).read,
    ).memoryLeftBytes;
  assertEquals(left("active_file 300\n"), 300);
  assertEquals(left("active_file 300\ninactive_file 250\n"), 550);
  // The kernel's two figures are of two moments.
  assertEquals(left("inactive_file 800\n"), 1000);
  assertEquals(left("inactive_file 0\n", "1200\n"), 0);
});

Deno.test("groupLimits() adds up the periods of all groups with a quota, and takes the least", () => {
  const limits = groupLimits(
    filesOf({
      "/proc/self/cgroup": "0::/job\n",
      "/proc/self/mountinfo": V2,
      "/sys/fs/cgroup/job/cpu.max": "300000 100000\n",
      "/sys/fs/cgroup/job/cpu.stat": "nr_periods 10\nnr_throttled 1\n",
      "/sys/fs/cgroup/cpu.max": "200000 100000\n",
      "/sys/fs/cgroup/cpu.stat": "nr_periods 30\nnr_throttled 2\n",
      "/sys/fs/cgroup/job/memory.max": "900\n",
      "/sys/fs/cgroup/job/memory.current": "100\n",
      "/sys/fs/cgroup/memory.max": "1000\n",
      "/sys/fs/cgroup/memory.current": "600\n",
    }).read,
  );
  assertEquals(limits, {
    cores: 2,
    periods: { total: 40, throttled: 3 },
    memoryBytes: 900,
    memoryLeftBytes: 400,
  });
});

Deno.test("groupLimits() knows no limit where there are no groups", () => {
  const none = { cores: null, periods: null, memoryBytes: null, memoryLeftBytes: null };
  assertEquals(groupLimits(filesOf({}).read), none);
});
