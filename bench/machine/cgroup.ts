// What the control groups of a Linux system leave to this process: the groups that it is in, one
// inside the other, and the limits of each (docs.kernel.org/admin-guide/cgroup-v2.html and
// cgroup-v1/). A container, a Slurm step and a systemd service are such groups. Pure: files come in
// through a reader.

import type { MachineState } from "../record/environment_types.ts";

/** Text of a file; null where the system has no such file. */
export type ReadText = (path: string) => string | null;

/** What all groups together allow; null where none sets a limit. */
export interface GroupLimits {
  /** The least quota, in cores. */
  readonly cores: number | null;
  /** Of the groups that have a quota. */
  readonly periods: MachineState["quotaPeriods"];
  readonly memoryBytes: number | null;
  /** The least that is left below a limit, where files that could be dropped from memory are free. */
  readonly memoryLeftBytes: number | null;
}

/** Version 1 writes the largest multiple of a page, near 2^63, where there is no limit. */
const NO_LIMIT_BYTES = 2 ** 60;

interface Hierarchy {
  readonly version: 1 | 2;
  /** Of version 1, such as `cpu` and `memory`. */
  readonly controllers: readonly string[];
  /** The group that is seen at the mount point. */
  readonly root: string;
  readonly mountPoint: string;
}

interface GroupFolder {
  readonly version: Hierarchy["version"];
  readonly folder: string;
}

/** `/sys/fs/a\040b` -> `/sys/fs/a b`: mountinfo writes blanks and such as octal numbers. */
function unescaped(path: string): string {
  return path.replaceAll(/\\(\d{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
}

/** The hierarchies of `/proc/self/mountinfo` (proc(5)): fields, ` - `, type, source, options. */
function hierarchiesIn(mountInfo: string): readonly Hierarchy[] {
  return mountInfo.split("\n").flatMap((line) => {
    const [fields = "", filesystem = ""] = line.split(" - ");
    const [, , , root = "/", mountPoint = ""] = fields.split(" ");
    const [type = "", , options = ""] = filesystem.split(" ");
    if (type !== "cgroup" && type !== "cgroup2") return [];
    return [{
      version: type === "cgroup" ? 1 : 2,
      controllers: options.split(","),
      root: unescaped(root),
      mountPoint: unescaped(mountPoint),
    }];
  });
}

/** `["/sys/fs/cgroup/a/b", "/sys/fs/cgroup/a", "/sys/fs/cgroup"]` for the group `/a/b`. */
function foldersFrom(group: string, { root, mountPoint }: Hierarchy): readonly string[] {
  const prefix = root === "/" ? "" : root;
  const isBelow = `${group}/`.startsWith(`${prefix}/`) && !group.includes("/..");
  // A group that the mount does not show is left to the limits at the mount point.
  const names = isBelow ? group.slice(prefix.length).split("/").filter((name) => name !== "") : [];
  return [...names.keys(), names.length]
    .map((depth) => [mountPoint, ...names.slice(0, depth)].join("/"))
    .toReversed();
}

/**
 * Folders of the groups that limit a controller, from the innermost out.
 *
 * @param groups Text of `/proc/self/cgroup`: `number:controllers:group` a line, and `0::group` for
 * version 2.
 */
export function groupFolders(
  controller: "cpu" | "memory",
  { groups, mountInfo }: { readonly groups: string; readonly mountInfo: string },
): readonly GroupFolder[] {
  const lines = groups.split("\n").map((line) => /^\d+:([^:]*):(.*)$/.exec(line) ?? []);
  return hierarchiesIn(mountInfo).flatMap((hierarchy) => {
    const { version, controllers } = hierarchy;
    if (version === 1 && !controllers.includes(controller)) return [];
    const group = lines.find(([, names = "-"]) =>
      version === 2 ? names === "" : names.split(",").includes(controller)
    )?.[2];
    if (group === undefined) return [];
    return foldersFrom(group, hierarchy).map((folder) => ({ version, folder }));
  });
}

/**
 * A quota in cores: `"150000 100000"` (quota and period in µs) -> 1.5; `"max 100000"`, a negative
 * quota or none at all -> null.
 */
export function quotaCores(quotaAndPeriod: string): number | null {
  const [quota = NaN, period = NaN] = quotaAndPeriod.trim().split(/\s+/).map(Number);
  return quota > 0 && period > 0 ? quota / period : null;
}

/** The number of a line `name number` of a file of such lines. */
function numberNamed(name: string, text: string | null): number | null {
  const number = new RegExp(`^${name} (\\d+)$`, "m").exec(text ?? "")?.[1];
  return number === undefined ? null : Number(number);
}

function least(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** The quota of a group; none where it sets no limit. */
function quotaOf({ version, folder }: GroupFolder, read: ReadText) {
  const cores = quotaCores(
    version === 2
      ? read(`${folder}/cpu.max`) ?? ""
      : `${read(`${folder}/cpu.cfs_quota_us`)} ${read(`${folder}/cpu.cfs_period_us`)}`,
  );
  if (cores === null) return [];
  const stat = read(`${folder}/cpu.stat`);
  const total = numberNamed("nr_periods", stat) ?? 0;
  const throttled = numberNamed("nr_throttled", stat) ?? 0;
  return [{ cores, total, throttled }];
}

/** The memory limit of a group and what is left below it; none where it sets no limit. */
function memoryOf({ version, folder }: GroupFolder, read: ReadText) {
  const [limitName, usageName, droppableName] = version === 2
    ? ["memory.max", "memory.current", "inactive_file"] as const
    : ["memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"] as const;
  const limitBytes = Number(read(`${folder}/${limitName}`) ?? NaN);
  if (!(limitBytes < NO_LIMIT_BYTES)) return [];
  const droppableBytes = numberNamed(droppableName, read(`${folder}/memory.stat`)) ?? 0;
  const usedBytes = Number(read(`${folder}/${usageName}`) ?? 0) - droppableBytes;
  return [{ limitBytes, leftBytes: Math.max(0, limitBytes - Math.max(0, usedBytes)) }];
}

/** What the groups of this process allow. */
export function groupLimits(read: ReadText): GroupLimits {
  const files = {
    groups: read("/proc/self/cgroup") ?? "",
    mountInfo: read("/proc/self/mountinfo") ?? "",
  };
  const quotas = groupFolders("cpu", files).flatMap((group) => quotaOf(group, read));
  const memory = groupFolders("memory", files).flatMap((group) => memoryOf(group, read));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  return {
    cores: least(quotas.map(({ cores }) => cores)),
    periods: quotas.length === 0 ? null : {
      total: sum(quotas.map(({ total }) => total)),
      throttled: sum(quotas.map(({ throttled }) => throttled)),
    },
    memoryBytes: least(memory.map(({ limitBytes }) => limitBytes)),
    memoryLeftBytes: least(memory.map(({ leftBytes }) => leftBytes)),
  };
}
