// How long `report` takes over many records, and the most memory that it held (Linux tells):
//
//   deno run -A tests/reports/records/merge_scale.ts [MACHINES MODELS [ROUNDS]]
//
// Writes the records of a made-up fleet (synthetic_records.ts) to reports/out, a file for each
// machine, joins them as a user would, and removes them. The default is 1,000,000 lines. It tells of
// one machine at one time; that memory follows rows and not lines, a test says.

import config from "../../../deno.json" with { type: "json" };
import { taskArguments, withFolder } from "../../support/run_task.ts";
import { fleetRecords, ROUNDS } from "../fixtures/synthetic_records.ts";

const MILLION_LINES = [26, 1240] as const;
const POLL_MS = 20;
const LINES_AT_ONCE = 1000;

const [machineCount = MILLION_LINES[0], modelCount = MILLION_LINES[1], roundCount = ROUNDS] = Deno
  .args.map(Number);

async function writeFleet(folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (let machine = 0; machine < machineCount; machine++) {
    const path = `${folder}/machine-${machine}.jsonl`;
    paths.push(path);
    using file = await Deno.open(path, { write: true, createNew: true });
    const writer = file.writable.getWriter();
    const lines: string[] = [];
    const flush = () => writer.write(new TextEncoder().encode(lines.splice(0).join("")));
    for (const record of fleetRecords(1, modelCount, { firstMachine: machine, roundCount })) {
      if (lines.push(`${JSON.stringify(record)}\n`) === LINES_AT_ONCE) await flush();
    }
    await flush();
    await writer.close();
  }
  return paths;
}

/** The largest resident set so far, `undefined` where the system does not tell. */
async function peakBytes(pid: number): Promise<number | undefined> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : 1024 * Number(kilobytes);
}

/** Joins the files and says what that took. */
async function join(paths: readonly string[]) {
  const args = taskArguments(config.tasks.report.command);
  const start = performance.now();
  const report = new Deno.Command("deno", {
    args: [...args, ...paths, "--format", "csv"],
    stdout: "null",
  }).spawn();
  let peak: number | undefined;
  const poll = setInterval(async () => {
    peak = await peakBytes(report.pid) ?? peak;
  }, POLL_MS);
  const { code } = await report.status;
  clearInterval(poll);
  return { code, seconds: (performance.now() - start) / 1000, peak };
}

await withFolder(async (folder) => {
  const paths = await writeFleet(folder);
  const { code, seconds, peak } = await join(paths);
  const rows = machineCount * modelCount;
  const megabytes = peak === undefined ? "unknown" : `${Math.round(peak / 1e6)} MB`;
  // deno-lint-ignore no-console
  console.log(
    // A run; of a row its count, its rounds and its timing.
    `${machineCount + rows * (2 + roundCount)} lines, ${rows} rows, ${machineCount} files: ` +
      `${seconds.toFixed(1)} s, at most ${megabytes}, exit code ${code}`,
  );
});
