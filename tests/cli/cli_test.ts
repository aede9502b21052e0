// The command line as its user runs it, bad input included.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { allCommands } from "../../cli/commands.ts";
import { helpText } from "../../cli/shell/command.ts";
import { MODELS } from "../../models/catalog.ts";
import { SUITES } from "../../models/suites.ts";
import { callCommand } from "../support/call_command.ts";
import { runTask, runTaskIn, withFolder } from "../support/run_task.ts";
import { runTied } from "../support/tied_process.ts";

Deno.test("count prints exact integers as JSON", async () => {
  const { code, stdout } = await runTask("count", "dsnet-t*", "deit-s", "--format", "json");
  assertEquals(code, 0);
  assertEquals(JSON.parse(stdout), [
    {
      model: "dsnet-t-aligned",
      method: "DS-Net-T*",
      params: 10534312,
      buffers: 14117,
      macs: 1832336768,
      flops: 3664673536,
      size: "224",
      batch: 1,
    },
    {
      model: "deit-s",
      method: "DeiT-S",
      params: 22050664,
      buffers: 0,
      macs: 4598882304,
      flops: 9197764608,
      size: "224",
      batch: 1,
    },
  ]);
});

Deno.test("count prints every digit of totals beyond 2^53 in all formats", async () => {
  const call = ["resnet18", "--batch", "999999999999", "--format"];
  const [macs, flops] = ["1814073343998185926656", "3628146687996371853312"];
  const csv = await callCommand("count", ...call, "csv");
  assertStringIncludes(csv.stdout, `,${macs},${flops},224,999999999999`);
  const [row] = JSON.parse((await callCommand("count", ...call, "json")).stdout);
  assertEquals([row.params, row.macs, row.flops], [11_689_512, macs, flops]);
  const markdown = await callCommand("count", ...call, "md");
  assertStringIncludes(markdown.stdout.replaceAll(/[ ,]/g, ""), `|${macs}|${flops}|`);
  const convention = await callCommand("count", ...call, "json", "--convention", "flop2");
  assertEquals(JSON.parse(convention.stdout)[0].total, flops);
  const [split] = JSON.parse((await callCommand("count", ...call, "json", "--by", "op")).stdout);
  assertEquals(
    BigInt(split.macs_by_op.Conv) + BigInt(split.macs_by_op.Gemm),
    BigInt(macs),
  );
});

Deno.test("count says what no output needs", async () => {
  const { code, stderr } = await callCommand("count", "swin-t-retinanet");
  assertEquals(code, 0);
  assertStringIncludes(
    stderr,
    "note: swin-t-retinanet: nodes that no output needs are not counted: " +
      "backbone.norm0/LayerNormalization, backbone/Transpose; " +
      "their 192 learned parameters are among Params",
  );
});

Deno.test("count --by splits into parts that sum to the whole", async () => {
  const { stdout } = await callCommand("count", "dsnet-s*", "--by", "stream", "--format", "json");
  const [{ macs, macs_by_stream, bytes_by_stream }] = JSON.parse(stdout);
  const streams = ["embedding", "shared", "local", "global", "alignment", "mlp"];
  assertEquals(Object.keys(macs_by_stream), streams);
  assertEquals(Object.keys(bytes_by_stream), streams);
  const parts: readonly number[] = Object.values(macs_by_stream);
  assertEquals(parts.reduce((sum, part) => sum + part), macs);
});

Deno.test("count --suite counts the models of a suite, each at its usual size", async () => {
  const { stdout } = await callCommand("count", "--suite", "detection", "--format", "json");
  const [first, ...others] = JSON.parse(stdout);
  assertEquals([first.model, first.size, first.params], [
    "resnet50-retinanet",
    "800x1280",
    37_968_692,
  ]);
  assertEquals(others.length, 19);
});

Deno.test("count sets what DS-FPN costs over FPN beside the counts", async () => {
  const { stdout } = await callCommand("count", "dsnet-t*-fpn", "dsnet-t*-dsfpn");
  const [, section = ""] = stdout.split("### DS-FPN over FPN");
  assertMatch(section, /^\| DS-Net-T\* DS-FPN \| .* \+3\.38 \|/m);
  assertMatch(section, /^Our reading: one aligned block a scale/m);
});

Deno.test("list --suite all shows every model of every suite once", async () => {
  const { stdout } = await callCommand("list", "--suite", "all", "--format", "json");
  const ids: readonly string[] = JSON.parse(stdout).map(({ model }: { model: string }) => model);
  assertEquals(new Set(ids).size, ids.length);
  assertEquals(new Set(ids), new Set(Object.values(SUITES).flat()));
});

Deno.test("count --convention prints what another tool prints", async () => {
  const { stdout } = await callCommand(
    "count",
    "resnet50",
    "--convention",
    "fvcore",
    "--format",
    "json",
  );
  const [{ model, convention, unit, total }] = JSON.parse(stdout);
  assertEquals([model, convention, unit, total], ["resnet50", "fvcore", "mac", 4_111_512_576]);
  const all = await callCommand("count", "deit-s", "--convention", "all");
  assertStringIncludes(all.stdout, "| 4,608,338,304 |");
});

Deno.test("count writes CSV and Markdown", async () => {
  const csv = await callCommand("count", "resnet18", "--format", "csv");
  assertEquals(
    csv.stdout,
    "model,method,params,buffers,macs,flops,size,batch\r\n" +
      "resnet18,ResNet-18,11689512,9620,1814073344,3628146688,224,1\r\n",
  );
  const markdown = await callCommand("count", "resnet18", "--size", "160x96", "--batch", "2");
  assertStringIncludes(markdown.stdout, "| resnet18 | ResNet-18 | 11,689,512 |");
  assertStringIncludes(markdown.stdout, "| 160x96 |     2 |");
});

Deno.test("count writes the same bytes in every locale", async () => {
  const run = (locale: string) => {
    const environment = { LC_ALL: locale, LANG: locale };
    return runTaskIn({ environment }, "count", "resnet18", "dsnet-b*", "--format", "csv");
  };
  const [c, german] = [await run("C.UTF-8"), await run("de_DE.UTF-8")];
  assertEquals(german.stdout, c.stdout);
});

Deno.test("every command takes patterns and says on stderr what was taken", async () => {
  const listed = await callCommand("list", "ResNet-??", "--format", "csv");
  assertEquals(listed.stdout.match(/^resnet\d+(?=,)/gm), ["resnet18", "resnet34", "resnet50"]);
  assertEquals(listed.stderr, 'note: "ResNet-??" fits 3: resnet18, resnet34, resnet50\n');

  const counted = await callCommand("count", "dsnet-t*", "deit-?", "--format", "csv");
  assertEquals(counted.stdout.match(/^[\w-]+(?=,)/gm)?.slice(1), [
    "dsnet-t-aligned",
    "deit-t",
    "deit-s",
    "deit-b",
  ]);
  assertStringIncludes(
    counted.stderr,
    'note: "dsnet-t*" is DS-Net-T*, with alignment (dsnet-t-aligned); ' +
      '"dsnet-t**" would be every id that fits\n',
  );

  // Refused before anything is counted.
  const audited = await callCommand("audit", "pvt-*", "--source", "nowhere");
  assertStringIncludes(audited.stderr, 'note: "pvt-*" fits');
  const exported = await callCommand("export", "deit-?", "--out", "reports/out/never.onnx");
  assertEquals(exported.code, 2);
  assertStringIncludes(exported.stderr, 'Cannot take "deit-?" for one model');
});

Deno.test("count and list say in Markdown what a star means, where there is one", async () => {
  const star = "A star after the name of a DS-Net (*): with alignment, by co-attention";
  for (const command of ["count", "list"]) {
    assertStringIncludes((await callCommand(command, "dsnet-t*")).stdout, star);
    assert(!(await callCommand(command, "dsnet-t")).stdout.includes("star"));
    assert(!(await callCommand(command, "dsnet-t*", "--format", "csv")).stdout.includes("star"));
  }
});

Deno.test("count and list choose by published Top-1 and sort, the best first", async () => {
  const models = (csv: string) => csv.split("\r\n").slice(1, -1).map((line) => line.split(",")[0]);
  const call = ["--suite", "paper", "--min-top1", "81.8", "--format", "csv"];
  const counted = await callCommand("count", ...call, "--sort", "params");
  assertEquals(models(counted.stdout), [
    "dsnet-s",
    "dsnet-s-aligned",
    "dsnet-b",
    "dsnet-b-aligned",
    "deit-b",
  ]);
  assertStringIncludes(counted.stdout, ",top1_published_percent\r\n");
  assertStringIncludes(counted.stderr, "note: --min-top1 81.8 leaves out resnet18 (69.8), ");

  const listed = await callCommand("list", ...call, "--sort", "top1");
  assertEquals(models(listed.stdout), [
    "dsnet-b-aligned",
    "dsnet-b",
    "dsnet-s-aligned",
    "dsnet-s",
    "deit-b",
  ]);
});

Deno.test("report chooses by published Top-1 and sorts, and says so under the table", async () => {
  const choose = (...args: string[]) =>
    callCommand("report", "reports/samples/two-cores.jsonl", "--min-top1", ...args);
  const { code, stdout } = await choose("79.5", "--sort", "top1");
  assertEquals(code, 0);
  const methods = [...stdout.matchAll(/^\| ((?:DS-Net|DeiT|ResNet)-\S+)/gm)].map(([, name]) =>
    name
  );
  assertEquals(methods.slice(0, 2), ["DS-Net-B*", "DS-Net-B*"]);
  assertEquals(methods.includes("DS-Net-T*"), false);
  assertStringIncludes(
    stdout,
    "Only networks with a published Top-1 of 79.5 % or more; left out: ",
  );
  assertStringIncludes(stdout, "Rows are sorted by published Top-1, the highest first.");

  const none = await choose("100");
  assertEquals(none.code, 2);
  assertStringIncludes(none.stderr, "no network here has a published Top-1 of 100 % or more");
});

Deno.test("list shows every model", async () => {
  const { code, stdout } = await runTask("list", "--format", "json");
  assertEquals(code, 0);
  assertEquals(JSON.parse(stdout).length, MODELS.length);
});

Deno.test("--help shows the options of a command, and without one all commands", async () => {
  const commands = await allCommands();
  const { code, stdout } = await callCommand("count", "--help");
  const count = commands.find(({ name }) => name === "count");
  assertEquals([code, stdout], [0, count && helpText(count)]);
  const script = ["run", "--quiet", "--no-prompt", "--allow-read", "cli/main.ts"];
  const overview = await runTied("deno", { args: [...script, "--help"] });
  const shown = [...overview.stdout.matchAll(/^ {2}([\w-]+) /gm)].map(([, name]) => name);
  assertEquals(shown, commands.map(({ name }) => name));
  const unknown = await callCommand("benhc");
  assertEquals(unknown.code, 2);
  assertStringIncludes(unknown.stderr, 'Cannot run command "benhc": did you mean bench?');
});

/** Wrong calls, and a part of the message that each must give on stderr; more in options_test.ts. */
const WRONG_CALLS: readonly (readonly [call: readonly string[], message: string])[] = [
  [["count", "resnet5"], 'Cannot find model "resnet5" in the catalog: did you mean resnet50'],
  [
    ["bench", "deit-t", "--precision-target", "200%"],
    'Cannot take --precision-target "200%" as it must be percent from 0 to 99, such as 5%',
  ],
  [["bench", "deit-t", "--out", "README.md"], 'Cannot write to "README.md" as a file is in the'],
  [["report", "no-such-file.jsonl"], 'Cannot read "no-such-file.jsonl"'],
  [["export", "deit-t", "--out", "README.md/deit.onnx"], 'Cannot write to "README.md" as a file'],
  [
    ["export", "deit-t", "--out", "README.md"],
    'Cannot write "README.md" as it is there already: name another file, or pass --force',
  ],
  [["export", "deit-t", "--out", "tests", "--force"], 'Cannot write "tests" as it is a folder'],
];

for (const [call, message] of WRONG_CALLS) {
  Deno.test(`${call.join(" ")} is refused with exit code 2 and the reason`, async () => {
    const [command = "", ...args] = call;
    // What may write does so with the rights of its task; not refused, it would run a benchmark.
    const { code, stdout, stderr } = args.includes("--out")
      ? await runTaskIn({ limitMs: 60_000 }, command, ...args)
      : await callCommand(command, ...args);
    assertStringIncludes(stderr, message);
    assertEquals(stdout, "");
    assertEquals(code, 2);
  });
}

Deno.test("bench measures, writes its files, and report renders them again", async () => {
  await withFolder(async (folder) => {
    const options = [
      "--size",
      "64",
      "--batch",
      "2",
      "--threads",
      "1",
      "--rounds",
      "1",
      "--slice",
      "0.02s",
      "--out",
      folder,
    ];
    const bench = await runTask("bench", "dsnet-t*", "resnet18", ...options);
    assertEquals(bench.code, 0, bench.stderr);
    assertStringIncludes(bench.stdout, "| DS-Net-T* |");
    assertStringIncludes(bench.stderr, `wrote ${folder}/table.md`);
    // What was not tried is said where there is something to try.
    const hasPlugin = Deno.build.os !== "darwin" && Deno.build.arch === "x86_64";
    assertEquals(/^note: OpenVINO is (not )?set up/m.test(bench.stderr), hasPlugin, bench.stderr);
    const written = await Deno.readTextFile(`${folder}/table.md`);
    assertStringIncludes(written, bench.stdout.split("\n### ")[0] ?? "");
    // The accounting of the streams is a table in the file; without its twin, alignment has no
    // sentence.
    assert(!/Alignment costs|unknown|Missing among/.test(bench.stdout));
    assertMatch(written, /\| DS-Net-T\* +\| Bytes \(MB\)/);
    assert(!bench.stdout.includes("| Bytes (MB)"));

    const records = await Deno.readTextFile(`${folder}/records.jsonl`);
    const kinds = records.trim().split("\n").map((line) => JSON.parse(line).kind);
    assertEquals(kinds.filter((kind) => kind !== "round"), [
      "run",
      "count",
      "count",
      "ceiling",
      "timing",
      "timing",
      "end",
    ]);
    assert(kinds.filter((kind) => kind === "round").length >= 6);

    const report = await runTask("report", `${folder}/records.jsonl`, "--format", "csv");
    assertEquals(report.stdout, await Deno.readTextFile(`${folder}/table.csv`));
  });
});

Deno.test("bench keeps a failed model as a row with its reason, and says so by its exit code", async () => {
  await withFolder(async (folder) => {
    const options = [
      ..."--size 80 --batch 1 --device cpu --threads 1".split(" "),
      ..."--rounds 1 --slice 0.02s --ceilings off --out".split(" "),
      folder,
    ];
    const { code, stdout, stderr } = await runTask("bench", "resnet18", "dsnet-t", ...options);
    assertEquals(code, 1);
    assertStringIncludes(stderr, 'failed: dsnet-t (build): Cannot build "dsnet-t" at size 80');
    assertMatch(stdout, /\| DS-Net-T .*Cannot build "dsnet-t" at size 80/);
    assertMatch(stdout, /\| ResNet-18 .*\d/);
  });
});

Deno.test("bench with nothing to measure ends with exit code 3", async () => {
  await withFolder(async (folder) => {
    const { code } = await runTask(
      "bench",
      "dsnet-t",
      "--size=80",
      "--device=cpu",
      "--out",
      folder,
    );
    assertEquals(code, 3);
  });
});

Deno.test("bench ends a model that takes too long, by the time limit", async () => {
  await withFolder(async (folder) => {
    // At least three seconds of one core's best.
    const slow = ["resnet18", "--batch", "128", "--threads", "1", "--device", "cpu"];
    const options = ["--timeout", "1s", "--ceilings", "off", "--out", folder];
    const { code, stdout } = await runTask("bench", ...slow, ...options);
    assertEquals(code, 3);
    assertStringIncludes(stdout, "timed out: no answer within 1 s");
  });
});

Deno.test("export writes a file that says what it is", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/dsnet.onnx`;
    const { code, stderr } = await runTask("export", "dsnet-t", "--size", "64", "--out", path);
    assertEquals(code, 0, stderr);
    const { size } = await Deno.stat(path);
    assert(size > 4 * 9_095_848 && size < 4 * 9_095_848 + 200_000, `${size} bytes`);

    const again = await callCommand("export", "resnet18", "--out", path);
    assertEquals([again.code, (await Deno.stat(path)).size], [2, size]);
    assertEquals((await callCommand("export", "resnet18", "--out", path, "--force")).code, 0);
    assert((await Deno.stat(path)).size > size);
    const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    assertEquals(names, ["dsnet.onnx"]);
  });
});

Deno.test("a broken pipe ends a command quietly", async () => {
  const script = 'deno task --quiet count --format json | true; exit "${PIPESTATUS[0]}"';
  const { code, stderr } = await runTied("bash", { args: ["-c", script] });
  assertEquals([code, stderr], [0, ""]);
});
