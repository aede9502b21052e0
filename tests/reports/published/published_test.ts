import { assert, assertEquals, assertThrows } from "@std/assert";
import { parse } from "csv-parse/sync";
import { parsePublished } from "../../../reports/published/published.ts";
import { CATALOG } from "../../../models/catalog.ts";
import {
  DETECTION_FIGURES,
  FIGURES,
  PUBLISHED_CLAIMS,
  publishedText,
} from "../fixtures/published_fixture.ts";

const HEADER = "model_id,model,family,source,url,read,task,params_m,flops_g,throughput_img_s," +
  "device,batch,precision,top1,top5,ap_box,ap_mask,note\n";

const csvText = await publishedText("figures.csv");

Deno.test("parsePublished() keeps a figure as printed", () => {
  const figures = parsePublished(
    `${HEADER}m,M,F,S,u,second-hand,classification,23.0,,940.4,GPU,,,,,,,224\n`,
  );
  assertEquals(figures, [
    {
      modelId: "m",
      metric: "params_m",
      text: "23.0",
      value: 23,
      decimals: 1,
      source: "S",
      url: "u",
      read: "second-hand",
      note: "224",
      device: "GPU",
    },
    {
      modelId: "m",
      metric: "throughput_img_s",
      text: "940.4",
      value: 940.4,
      decimals: 1,
      source: "S",
      url: "u",
      read: "second-hand",
      note: "224",
      device: "GPU",
    },
  ]);
});

Deno.test("parsePublished() names the line of a cell that is no number", () => {
  const bad =
    `${HEADER}\n"m\n2",M,F,S,u,first-hand,c,1,,,,,,,,,,\nm,M,F,S,u,first-hand,c,,"1,8",,,,,,,,,\n`;
  assertThrows(
    () => parsePublished(bad),
    SyntaxError,
    'Cannot read published figures as "flops_g" must be a plain number such as 23.0: ' +
      'line 5 has "1,8", take unit and signs away',
  );
});

Deno.test("parsePublished() refuses numbers that are not plain", () => {
  for (const text of ["-1", "1e3", "NaN", "0x10", "1.", " 1", "1.8 G", "9".repeat(400)]) {
    assertThrows(
      () => parsePublished(`${HEADER}m,M,F,S,u,first-hand,c,${text},,,,,,,,,,\n`),
      SyntaxError,
      `line 2 has "${text}"`,
    );
  }
});

Deno.test("parsePublished() names the line of a row without source", () => {
  assertThrows(
    () => parsePublished(`${HEADER}m,M,F,,u,first-hand,c,1,,,,,,,,,,\n`),
    SyntaxError,
    'Cannot read published figures as "source" must not be empty: line 2 needs one',
  );
});

Deno.test("parsePublished() names the line of a row that does not say how it was read", () => {
  for (const read of ["", "First-hand", "yes"]) {
    assertThrows(
      () => parsePublished(`${HEADER}m,M,F,S,u,${read},c,1,,,,,,,,,,\n`),
      SyntaxError,
      'Cannot read published figures as "read" must be first-hand or second-hand: ' +
        `line 2 has "${read}"`,
    );
  }
});

Deno.test("parsePublished() tells the sources that were read second-hand from all others", () => {
  const secondHand = [...FIGURES, ...DETECTION_FIGURES].filter(({ read }) =>
    read === "second-hand"
  );
  assertEquals([...new Set(secondHand.map(({ source }) => source))], [
    "DS-Net paper (arXiv 2105.14734), classification table",
    "Swin paper Table 1a",
    "DS-Net paper (arXiv 2105.14734), detection",
  ]);
  assertEquals(secondHand.length, 6 * 4 + 8 * 4 + 1);
});

Deno.test("notes leave to the column `read` how a row was read", async () => {
  for (const name of ["figures.csv", "detection.csv"]) {
    assertEquals((await publishedText(name)).includes("read second-hand"), false, name);
  }
});

Deno.test("parsePublished() refuses columns that it does not know or misses", () => {
  assertThrows(() => parsePublished("model_id\nm\n"), SyntaxError, '"model" is missing');
  assertThrows(
    () => parsePublished(HEADER.replace("\n", ",colour\n")),
    SyntaxError,
    '"colour" is unknown',
  );
});

Deno.test("parsePublished() reads published/figures.csv, whose ids are the catalog's", () => {
  const figures = parsePublished(csvText);
  const ids = new Set<string>(CATALOG.map((entry) => entry.id));
  assertEquals(figures.filter((figure) => !ids.has(figure.modelId)), []);
  assertEquals(new Set(figures.map((figure) => figure.modelId)).size, ids.size);
  assert(figures.every((figure) => figure.url.startsWith("https://")));
});

Deno.test("parsePublished() finds the paper's table in published/figures.csv", () => {
  const paper = parsePublished(csvText).filter((figure) =>
    figure.source.startsWith("DS-Net paper")
  );
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
