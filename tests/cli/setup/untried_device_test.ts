import { assertEquals, assertStringIncludes } from "@std/assert";
import { untriedDeviceText } from "../../../cli/setup/untried_device.ts";

const HERE = { platform: { os: "linux", arch: "x86_64" }, isSetUp: false };
const CPU = { engine: "onnxruntime-node", device: "cpu" };

Deno.test("untriedDeviceText() says what was not tried, on what evidence, and what gets it", () => {
  const text = untriedDeviceText([CPU, CPU], HERE) ?? "";
  assertStringIncludes(text, "OpenVINO is not set up: on an Intel Xeon with AMX it ran DS-Net-T*");
  assertStringIncludes(text, '"deno task setup --device openvino" gets it (52.6 MB)');
  assertStringIncludes(
    untriedDeviceText([CPU], { ...HERE, isSetUp: true }) ?? "",
    "OpenVINO is set up and was not measured: ",
  );
});

Deno.test("untriedDeviceText() is silent where it was measured, a GPU was, or nothing is to be had", () => {
  assertEquals(untriedDeviceText([], HERE), undefined);
  assertEquals(
    untriedDeviceText([CPU, { engine: "onnxruntime-c", device: "openvino" }], HERE),
    undefined,
  );
  assertEquals(untriedDeviceText([CPU, { engine: "openvino", device: "cpu" }], HERE), undefined);
  assertEquals(untriedDeviceText([{ ...CPU, device: "cuda" }], HERE), undefined);
  const mac = { platform: { os: "darwin", arch: "aarch64" }, isSetUp: false };
  assertEquals(untriedDeviceText([CPU], mac), undefined);
});

Deno.test("the evidence of untriedDeviceText() is what docs/measurements.md leads to", async () => {
  const page = await Deno.readTextFile("docs/measurements/openvino.md");
  const [, fp32, bf16] = /^\| DS-Net-T\\\* +\| (\d\.\d\d) \([^|]+\| (\d\.\d\d) \(/m.exec(
    page.slice(page.indexOf("## As a plugin")),
  ) ?? [];
  assertStringIncludes(
    untriedDeviceText([CPU], HERE) ?? "",
    `DS-Net-T* at ${fp32} times the rate of cpu in float32 and ${bf16} times in bfloat16`,
  );
});
