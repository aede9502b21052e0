import { assert, assertEquals, assertThrows } from "@std/assert";
import { parse } from "csv-parse/sync";
import { packNames } from "../../../cli/options/published_figures.ts";
import { publishedPack } from "../../../reports/published/reading/published_pack.ts";
import { CATALOG } from "../../../models/catalog.ts";
import {
  DETECTION_FIGURES,
  FIGURES,
  PUBLISHED_CLAIMS,
  publishedText,
} from "../fixtures/published_fixture.ts";

const HEADER = "model_id,model,family,source,url,read,task,params_m,flops_g,throughput_img_s," +
  "device,batch,precision,top1,top5,ap_box,ap_mask,note\n";

function packOf(rows: string) {
  return publishedPack(HEADER + rows, "a.csv");
}

Deno.test("publishedPack() keeps a figure as printed", () => {
  const about = {
    modelId: "m",
    source: "S",
    url: "u",
    read: "second-hand" as const,
    note: "224",
    device: "GPU",
  };
  assertEquals(packOf("m,M,F,S,u,second-hand,classification,23.0,,940.4,GPU,,,,,,,224\n"), [
    { ...about, metric: "params_m", text: "23.0", value: 23, decimals: 1 },
    { ...about, metric: "throughput_img_s", text: "940.4", value: 940.4, decimals: 1 },
  ]);
});

Deno.test("publishedPack() names the line of a row that lacks id, source, address or how it was read", () => {
  const rows = [
    [",M,F,S,u,first-hand", "model_id"],
    ["m,M,F,,u,first-hand", "source"],
    ["m,M,F,S,,first-hand", "url"],
    ["m,M,F,S,u,", "read"],
  ];
  for (const [row, column] of rows) {
    assertThrows(
      () => packOf(`${row},c,1,,,,,,,,,,\n`),
      SyntaxError,
      `Cannot read a.csv as "${column}" must not be empty: line 2 needs one`,
    );
  }
});

Deno.test("publishedPack() names the line of a row that does not say how it was read", () => {
  assertThrows(
    () => packOf("m,M,F,S,u,yes,c,1,,,,,,,,,,\n"),
    SyntaxError,
    'Cannot read a.csv as "read" must be first-hand or second-hand: line 2 has "yes"',
  );
});

Deno.test("publishedPack() refuses a column that it does not know", () => {
  const text = HEADER.replace("\n", ",colour\n") + "m,M,F,S,u,first-hand,c,1,,,,,,,,,,,red\n";
  assertThrows(() => publishedPack(text, "a.csv"), SyntaxError, '"colour" is none');
});

Deno.test("publishedPack() tells the sources that were read second-hand from all others", () => {
  const secondHand = [...FIGURES, ...DETECTION_FIGURES].filter(({ read }) =>
    read === "second-hand"
  );
  assertEquals([...new Set(secondHand.map(({ source }) => source))].toSorted(), [
    "DS-Net paper (arXiv 2105.14734), classification table",
    "DS-Net paper (arXiv 2105.14734), detection",
    "Swin paper Table 1a",
  ]);
  assertEquals(secondHand.length, 6 * 4 + 8 * 4 + 1);
});

Deno.test("notes leave to the column `read` how a row was read", async () => {
  for (const name of packNames()) {
    assertEquals((await publishedText(name)).includes("read second-hand"), false, name);
  }
});

Deno.test("the packs of published/ are about every network of the catalog", () => {
  const figures = FIGURES;
  const ids = new Set<string>(CATALOG.map((entry) => entry.id));
  assertEquals(figures.filter((figure) => !ids.has(figure.modelId)), []);
  assertEquals(new Set(figures.map((figure) => figure.modelId)).size, ids.size);
  assert(figures.every((figure) => figure.url.startsWith("https://")));
});

Deno.test("published/dsnet.csv has the paper's table", () => {
  const paper = FIGURES.filter((figure) => figure.source.startsWith("DS-Net paper"));
  const rows = Map.groupBy(paper, (figure) => figure.modelId);
  const printed = [...rows].map(([id, figures]) => [id, ...figures.map((figure) => figure.text)]);
  assertEquals(printed, [
    ["dsnet-t", "9.1", "1.6", "1199", "78.1"],
    ["dsnet-t-aligned", "10.5", "1.8", "1034", "79.0"],
    ["dsnet-s", "19.7", "3", "582", "81.9"],
    ["dsnet-s-aligned", "23", "3.5", "510", "82.3"],
    ["dsnet-b", "48.8", "7.6", "387", "82.8"],
    ["dsnet-b-aligned", "49.3", "8.4", "335", "83.1"],
  ]);
});

Deno.test("published/claims.csv has the claims that the papers make", async () => {
  const rows = parse(await publishedText("claims.csv"), { from_line: 2 });
  const claims = rows.map(([id, , over, , metric, gain]) => [id, over, metric, gain]);
  assertEquals(claims, PUBLISHED_CLAIMS);
});

Deno.test("a pack with headers of its own is read like the others: adding a paper is adding a file", () => {
  const own = FIGURES.filter(({ source }) =>
    source === "torchvision 0.28.0, metadata of its weights"
  );
  const resnet = own.filter(({ modelId }) => modelId === "resnet18");
  assertEquals(resnet.map(({ metric, text, value, decimals }) => [metric, text, value, decimals]), [
    ["top1", "69.758", 69.758, 3],
    ["top5", "89.078", 89.078, 3],
    ["params_m", "11689512", 11.689512, 6],
    ["flops_g", "1.814", 1.814, 3],
  ]);
  assertEquals(own.length, 64);
});
