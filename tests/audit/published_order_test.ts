import { assertEquals } from "@std/assert";
import { publishedOrders } from "../../audit/published_order.ts";
import { figure } from "./audit_figure.ts";
import { RUN, timing } from "../reports/fixtures/fixed_records.ts";

const FIGURES = [
  figure("deit-s", "throughput_img_s", "900"),
  figure("dsnet-b", "throughput_img_s", "450"),
];

Deno.test("publishedOrders() sets ratios to the first row beside ours, round by round", () => {
  const records = [RUN, timing("deit-s", 10, 1), timing("dsnet-b", 8, 0.75)];
  const [order, ...others] = publishedOrders(FIGURES, records);
  assertEquals(others, []);
  assertEquals(order?.rows, [
    { modelId: "deit-s", published: 1, ours: 1 },
    { modelId: "dsnet-b", published: 0.5, ours: 0.75, interval: [0.5, 1] },
  ]);
  assertEquals(order?.likeness, ["2", "", "too few networks"]);
});

Deno.test("publishedOrders() needs two networks, not two rows of one", () => {
  const twice = [
    figure("deit-s", "throughput_img_s", "900"),
    figure("deit-s", "throughput_img_s", "9"),
  ];
  assertEquals(publishedOrders(twice, [RUN, timing("deit-s", 10, 1)]), []);
});

Deno.test("publishedOrders() has no rate above the ceiling", () => {
  const { roofline, ...rest } = timing("dsnet-b", 8, 0.75);
  const beyond = { ...rest, roofline: roofline && { ...roofline, impossible: true } };
  assertEquals(publishedOrders(FIGURES, [RUN, timing("deit-s", 10, 1), beyond]), []);
});
