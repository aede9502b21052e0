// The report in a real browser.

import { assertEquals, assertNotEquals } from "@std/assert";
import { pathToFileURL } from "node:url";
import { chromiumPath, openBrowser, type Page } from "../browser/chromium.ts";
import { crowdedHtml } from "../fixtures/crowded_records.ts";
import { HOSTILE_RECORDS, htmlOf, STREAMED_RECORDS } from "../fixtures/html_fixture.ts";
import { withFolder } from "../../support/run_task.ts";

const binary = await chromiumPath();

/** What is looked at in the report of some records. */
interface Look {
  readonly name: string;
  readonly html: string;
  readonly use: (page: Page) => Promise<void>;
}

const LOOKS: Look[] = [];
const [STREAMED, HOSTILE, CROWDED] = binary === undefined
  ? ["", "", ""] as const
  : await Promise.all([htmlOf(STREAMED_RECORDS), htmlOf(HOSTILE_RECORDS), crowdedHtml()]);

function look(name: string, html: string, use: Look["use"]): void {
  LOOKS.push({ name, html, use });
}

const METHODS_SHOWN = `[...document.querySelector(".rows").tBodies[0].rows]
  .map((row) => row.cells[0].textContent)`;

look("sorts by its headings", STREAMED, async (page) => {
  const heading = '.rows [data-key="throughput_img_s"]';
  const state = async () => [
    await page.evaluate(`document.querySelector('${heading}').getAttribute("aria-sort")`),
    await page.evaluate(METHODS_SHOWN),
  ];
  assertEquals(await state(), ["none", ["DeiT-S", "DS-Net-S*", "DS-Net-B"]]);
  await page.click(`${heading} button`);
  assertEquals(await state(), ["ascending", ["DS-Net-S*", "DeiT-S", "DS-Net-B"]]);
  await page.press("Enter");
  // What is unknown stays at the end.
  assertEquals(await state(), ["descending", ["DeiT-S", "DS-Net-S*", "DS-Net-B"]]);
  await page.click('.rows [data-key="method"] button');
  assertEquals(await page.evaluate(METHODS_SHOWN), ["DeiT-S", "DS-Net-B", "DS-Net-S*"]);
  assertEquals((await state())[0], "none");
});

look("opens what stands behind a figure", STREAMED, async (page) => {
  const opened = `document.querySelector(":popover-open")?.querySelector("h2").textContent`;
  assertEquals(await page.evaluate(opened), undefined);
  await page.click('.rows button[popovertarget="row-2-timing"]');
  assertEquals(await page.evaluate(opened), "DS-Net-S*: throughput");
  await page.press("Escape");
  assertEquals(await page.evaluate(opened), undefined);
  // The focus is back on the figure, so a key opens it again.
  await page.press("Enter");
  assertEquals(await page.evaluate(opened), "DS-Net-S*: throughput");
  await page.click(":popover-open .close");
  await page.click(".chart summary");
  assertEquals(await page.evaluate(`document.querySelector(".chart details").open`), true);
});

look("has two colour schemes, and charts that follow", STREAMED, async (page) => {
  const colours = `[getComputedStyle(document.body).backgroundColor,
    getComputedStyle(document.querySelector('.chart [fill="#1b1b1a"]')).fill]`;
  const view = { width: 1280, height: 900 };
  await page.show({ ...view, scheme: "light" });
  const light = await page.screenshot();
  assertEquals(await page.evaluate(colours), ["rgb(255, 255, 255)", "rgb(27, 27, 26)"]);
  await page.show({ ...view, scheme: "dark" });
  assertEquals(await page.evaluate(colours), ["rgb(20, 20, 19)", "rgb(236, 235, 232)"]);
  assertNotEquals(await page.screenshot(), light);
});

look("fits a phone; only its tables scroll", STREAMED, async (page) => {
  await page.show({ width: 400, height: 800, scheme: "light" });
  assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 400);
  const scrolls = `(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(
    document.querySelector(".scroll"))`;
  assertEquals(await page.evaluate(scrolls), true);
});

look(
  "shows hostile records as text, and its charts are XML",
  HOSTILE,
  async (page) => {
    assertEquals(await page.evaluate(`document.querySelectorAll("img, script").length`), 1);
    const name = "<img src=x onerror=alert(1)>";
    assertEquals(await page.evaluate(`${METHODS_SHOWN}[0]`), name);
    const broken = `[...document.querySelectorAll("svg")].filter((svg) =>
    new DOMParser().parseFromString(svg.outerHTML, "image/svg+xml").querySelector("parsererror"))
    .length`;
    assertEquals(await page.evaluate(broken), 0);
  },
);

/** Every pair of texts of one drawing that is shown whose boxes overlap by more than a pixel. */
const COLLISIONS = `[...document.querySelectorAll(".drawing svg")]
  .filter((svg) => svg.getBoundingClientRect().width > 0)
  .flatMap((svg) => {
    const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent !== "")
      .map((text) => ({ name: text.textContent, box: text.getBoundingClientRect() }));
    return texts.flatMap((one, i) => texts.slice(i + 1).filter(({ box }) =>
      Math.min(box.right, one.box.right) - Math.max(box.left, one.box.left) > 1 &&
      Math.min(box.bottom, one.box.bottom) - Math.max(box.top, one.box.top) > 3
    ).map((other) => one.name + " | " + other.name));
  })`;

look("has no label over another, of 24 backbones in two graphs", CROWDED, async (page) => {
  for (const width of [1280, 390]) {
    await page.show({ width, height: 900, scheme: "light" });
    assertEquals(await page.evaluate(COLLISIONS), []);
    assertEquals(await page.evaluate("document.documentElement.scrollWidth"), width);
    const overhang = `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(
      document.querySelector(".scroll"))`;
    if (width === 1280) assertEquals(await page.evaluate(overhang), 0);
    const smallest = `Math.min(...[...document.querySelectorAll(".drawing svg")]
      .filter((svg) => svg.getBoundingClientRect().width > 0)
      .map((svg) => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width))`;
    // Text of 11 px stays above 10.
    assertEquals([width, await page.evaluate(smallest) as number > 0.92], [width, true]);
  }
});

look(
  "prints headings with what follows, and no figure higher than a page",
  CROWDED,
  async (page) => {
    // A4 less its margins, in pixels of CSS: 96 an inch.
    await page.show({ width: 688, height: 1016, scheme: "light", media: "print" });
    const breaks = (selector: string, side: string) =>
      page.evaluate(
        `[...new Set([...document.querySelectorAll("${selector}")]
        .map((element) => getComputedStyle(element).${side}))]`,
      );
    assertEquals(await breaks("h1, h2, .caption", "breakAfter"), ["avoid"]);
    assertEquals(await breaks(".chart, .rows tr", "breakInside"), ["avoid"]);
    assertEquals(await breaks(".rows tbody tr:nth-last-child(-n + 2)", "breakBefore"), ["avoid"]);
    // Boxes are not painted in a heading that a page repeats.
    assertEquals(await breaks(".sort", "display"), ["contents"]);
    const heights = `Math.max(...[...document.querySelectorAll(".chart")]
    .map((chart) => chart.getBoundingClientRect().height))`;
    assertEquals(await page.evaluate(heights) as number < 1016, true);
  },
);

Deno.test({
  name: "report.html in a browser, asking for nothing" +
    (binary === undefined ? " (skipped: no Chromium that may be run, see chromium.ts)" : ""),
  ignore: binary === undefined,
  fn: (test) =>
    withFolder(async (folder) => {
      if (binary === undefined) throw new Error("Cannot test without Chromium");
      const browser = await openBrowser(binary, `${folder}/profile`);
      try {
        for (const [index, { name, html, use }] of LOOKS.entries()) {
          const path = `${folder}/${index}.html`;
          await Deno.writeTextFile(path, html);
          // The browser goes on from one page to the next.
          const options = { sanitizeOps: false, sanitizeResources: false };
          const fn = async () => {
            const page = await browser.open(pathToFileURL(path));
            await use(page);
            assertEquals([page.errors, page.requests], [[], []]);
            await page.close();
          };
          await test.step({ name, fn, ...options });
        }
      } finally {
        await browser.close();
      }
    }),
});
