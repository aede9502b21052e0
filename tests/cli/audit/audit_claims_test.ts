// `deno task audit --claims`: a table that the suite has never seen, from its file alone.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { encodeSelfContained } from "../../../models/graph/onnx.ts";
import { findModel } from "../../../models/catalog.ts";
import { callCommand } from "../../support/call_command.ts";
import { runTask, withFolder } from "../../support/run_task.ts";

const TABLE = `Model,model_id,#Params,FLOPs (G),Top-1 (%),Throughput (img/s)
DS-Net-T*,,10.5M,1.8,79.0,1034
DS-Net-S*,,23.0M,3.5,82.3,510
DS-Net-T,,9.1M,1.6,78.1,1199
DS-Net-S,,19.7M,3.1,81.9,582
Mine,net.onnx,11.7M,1.8,,
Counted,params=25557032 macs=4089184256,25.6M,4.1,,
Swin-Tiny,,28.3M,4.5,81.3,
ViT,vit-b16@384,86.9M,55.5,,
`;

Deno.test("audit --claims audits a table by id, name, size, ONNX file and given counts", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/my.csv`, TABLE);
    await Deno.writeFile(
      `${folder}/net.onnx`,
      encodeSelfContained(findModel("resnet18").build(), () => {}),
    );
    const records = "reports/samples/two-cores.jsonl";
    const { code, stdout, stderr } = await runTask(
      "audit",
      "--claims",
      `${folder}/my.csv`,
      "--records",
      records,
      "--out",
      `${folder}/out`,
    );
    assertEquals(code, 0);
    assertMatch(
      stderr,
      /my\.csv: line 8, "Swin-Tiny" is tied to no model: write .*swin-t.* into a column model_id, or - to/,
    );
    assertStringIncludes(stdout, "13 of 14 figures reproduced by dsnet-bench ");
    assertMatch(stdout, /\| DS-Net-S +\| Params \(M\) \| 19\.7M +\| 19\.61 /);
    assertStringIncludes(
      stdout,
      "### Throughput over DS-Net-T*; ours: Intel(R) Xeon(R) Processor, cpu",
    );
    assertMatch(stdout, /\| DS-Net-S +\| 0\.56 +\| 0\.\d\d \| 0\.\d\d to 0\.\d\d/);
    assertMatch(stdout, /Kendall's tau-b of both orders: 1\.00 \(.*\), 4 networks\./);
    const { table } = JSON.parse(await Deno.readTextFile(`${folder}/out/audit.json`));
    assertStringIncludes(table.badge, "13 of 14 figures reproduced");
    assertEquals([table.remarks, table.orders.length], [[], 2]);
    const html = await Deno.readTextFile(`${folder}/out/audit.html`);
    assertStringIncludes(
      html,
      'main:has(#answer-0:checked) tr[data-answer]:not([data-answer="0"])',
    );
    assertMatch(
      html,
      /<tr data-answer="\d" data-metric="\d" data-family="\d"><th scope="row" class="left">DS-Net-T\*/,
    );
  }));

Deno.test("audit --claims takes the table of a page by its number, and refuses what is none", () =>
  withFolder(async (folder) => {
    const path = `${folder}/page.md`;
    const table = (flops: string) =>
      `| Model | GMACs |\n| --- | --- |\n| ResNet-50 | ${flops} |\n\n`;
    await Deno.writeTextFile(path, table("4.1") + table("4.09"));
    const { stdout } = await callCommand("audit", "--claims", path, "--table-number", "2", "--all");
    assertMatch(stdout, /\| ResNet-50 \| FLOPs \(G\) \| 4\.09 +\| 4\.089 \|/);
    assertEquals(stdout.includes("| 4.1 "), false);

    const wrong: readonly (readonly [string, string])[] = [
      ["Model,Params\nResNet-50,25.6\n", 'the unit of "Params" is not known'],
      ["Model,Params (M)\nAlexNet,61\n", "as no row is tied to a model"],
      ["model_id,Params (M)\nresnet50@big,25.6\n", 'Cannot tie "resnet50@big"'],
      ["x".repeat((4 << 20) + 1), "as a table may have 4194304 bytes: it has 4194305"],
      ["model_id,Params (M)\nparams=many,25.6\n", 'Cannot tie "params=many"'],
    ];
    for (const [text, message] of wrong) {
      await Deno.writeTextFile(path, text);
      const { code, stderr } = await callCommand("audit", "--claims", path);
      assertStringIncludes(stderr, message);
      assertEquals(code, 2);
    }
  }));

Deno.test("audit --claims names the columns that it does not read", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/my.csv`,
      "Model,Year,#Params (M),Thruput\nDeiT-S,2020,22,9\n",
    );
    // A source that is none ends the call before anything is counted.
    const { stderr } = await callCommand("audit", "--claims", `${folder}/my.csv`, "--source", "?");
    assertMatch(stderr, /my\.csv: columns that mean none of ours are left out: Year, Thruput\n/);
  }));
