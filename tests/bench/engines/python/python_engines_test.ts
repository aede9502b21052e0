// The engines in Python as far as they go with Python alone; .ci/run tests them with their libraries.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { probedSchema } from "../../../../bench/engine/answers.ts";
import { tracedRuns } from "../../../../bench/engines/parts/traced_runs.ts";
import { converse } from "../../../../bench/process/conversation.ts";
import { runTied } from "../../../support/tied_process.ts";

const FOLDER = fileURLToPath(new URL("../../../../bench/engines/python", import.meta.url));
const hasPython = await runTied("python3", { args: ["--version"] }).then(
  ({ code }) => code === 0,
  () => false,
);

/** Runs a line of Python beside the engines. */
async function python(line: string): Promise<string> {
  const args = ["-B", "-c", `import sys; sys.path.insert(0, ${JSON.stringify(FOLDER)}); ${line}`];
  const { code, stdout, stderr } = await runTied("python3", { args });
  assertEquals(code, 0, stderr);
  return stdout.trim();
}

for (const [library, engine] of [["onnxruntime", "onnxruntime"], ["openvino", "openvino"]]) {
  Deno.test({
    name: `${engine}_engine.py answers a probe without ${library} by the line that gets it`,
    ignore: !hasPython,
    fn: async () => {
      const { say, answer, ended, close } = converse({
        name: "engine",
        command: "python3",
        env: {},
        timeLimitMs: 60_000,
        // Without the packages that are installed, if there are any.
        args: ["-B", "-S", `${FOLDER}/${engine}_engine.py`],
      });
      await say({ kind: "probe", protocol: 1, device: "cpu", precision: "fp32", options: {} });
      const probed = probedSchema.parse(await answer((line) => JSON.parse(line)));
      assertStringIncludes(probed.problem ?? "", `Cannot import ${library} by `);
      assertStringIncludes(probed.problem ?? "", ` -m pip install ${library}, or name another`);
      await say({ kind: "end" });
      assertEquals(await ended(), { code: 0, signal: null, unread: null });
      await close();
    },
  });
}

Deno.test({
  name: "_made_early() of engine_protocol.py makes an engine once, or says its problem when asked",
  ignore: !hasPython,
  fn: async () => {
    const lines = [
      "from engine_protocol import _made_early as early",
      "made = []",
      "give = early(lambda: made.append(1) or 7)",
      "print(len(made), give(), give(), len(made))",
      "give = early(lambda: 1 / 0)",
      "exec('try:\\n give()\\nexcept ZeroDivisionError:\\n print(0)')",
    ];
    assertEquals(await python(lines.join("; ")), "1 7 7 1\n0");
  },
});

Deno.test({
  name: "openvino_engine.py keeps OpenVINO from reporting its use",
  ignore: !hasPython,
  fn: async () => {
    const lines = [
      "import types",
      "sys.modules['openvino'] = types.SimpleNamespace(Core=lambda: None)",
      "sys.modules['openvino_telemetry'] = types.SimpleNamespace()",
      "from openvino_engine import OpenVino",
      "OpenVino()",
      "exec('try:\\n import openvino_telemetry\\nexcept ImportError:\\n print(0)')",
    ];
    assertEquals(await python(lines.join("; ")), "0");
  },
});

Deno.test({
  name: "group_times() of openvino_engine.py gives the time in which all runs in flight end",
  ignore: !hasPython,
  fn: async () => {
    // Two at a time, four runs in 3 s, out of order: the groups end after 2 s and 1 s more.
    const line = "from openvino_engine import group_times; " +
      "print(group_times(10.0, [12.0, 11.0, 13.0, 12.5], 2), group_times(0.0, [2.0], 1))";
    assertEquals(await python(line), "[2000.0, 1000.0] [2000.0]");
  },
});

Deno.test({
  name: "summary() of onnxruntime_trace.py takes medians over the runs that count",
  ignore: !hasPython,
  fn: async () => {
    const run = (ts: number, dur: number) => ({ name: "model_run", cat: "Session", ts, dur });
    const kernel = (ts: number, dur: number, node: string, provider: string) => ({
      name: `${node}_kernel_time`,
      cat: "Node",
      ts,
      dur,
      args: { op_name: "Conv", provider },
    });
    const events = [
      run(0, 9000),
      kernel(1, 8000, "a", "P"),
      run(10_000, 3000),
      kernel(10_100, 1000, "a", "P"),
      kernel(11_500, 500, "b", "Q"),
      run(20_000, 5000),
      kernel(20_100, 2000, "a", "P"),
      kernel(22_500, 1500, "b", "Q"),
    ];
    const line = `import json; from onnxruntime_trace import summary; ` +
      `print(json.dumps(summary(json.loads(${JSON.stringify(JSON.stringify(events))}), 2, "P")))`;
    assertEquals(JSON.parse(await python(line)), {
      runCount: 2,
      modelRunMs: 4,
      kernelMsByNode: { a: 1.5, b: 1 },
      opByNode: { a: "Conv", b: "Conv" },
      fallbackNodes: ["b"],
      fallbackShare: 0.4,
    });
    const onDevice = (ts: number, dur: number) => ({
      name: "gemm",
      cat: "Kernel",
      ts,
      dur,
      args: { parent_name: "a_kernel_time" },
    });
    const told = [...events, onDevice(10_200, 1000), onDevice(20_200, 500), onDevice(20_900, 1500)];
    const { kernelMsByNode, deviceMs } = JSON.parse(
      await python(
        `import json; from onnxruntime_trace import summary; ` +
          `print(json.dumps(summary(json.loads(${JSON.stringify(JSON.stringify(told))}), 2, "P")))`,
      ),
    );
    assertEquals([kernelMsByNode, deviceMs], [{ a: 1.5, b: 1 }, 1.5]);
  },
});

Deno.test({
  name: "traced_runs() of traced_runs.py makes as many runs as the engines in Deno do",
  ignore: !hasPython,
  fn: async () => {
    const scripts = [
      [376, 200, 129, 129, 130],
      [10],
      [499],
      [500],
      [2000],
      [10_000],
      [600, 500, 400, 300],
      Array.from({ length: 20 }, (_, i) => 10 * 1.1 ** i),
    ];
    const lines = [
      "from traced_runs import traced_runs",
      "last = lambda script: lambda: script.pop(0) if len(script) > 1 else script[0]",
      `print([traced_runs(last(script)) for script in ${JSON.stringify(scripts)}])`,
    ];
    const inDeno = scripts.map((script) => {
      let count = 0;
      return tracedRuns(() => Promise.resolve(script[Math.min(count++, script.length - 1)] ?? NaN));
    });
    assertEquals(JSON.parse(await python(lines.join("; "))), await Promise.all(inDeno));
  },
});

Deno.test({
  name:
    "_loaded() of engine_protocol.py says what runs that are traced tell, where they are asked for",
  ignore: !hasPython,
  fn: async () => {
    const lines = [
      "import types; from engine_protocol import _loaded",
      "done = []",
      "session = types.SimpleNamespace(run=lambda: done.append('run'), outputs=dict, info={})",
      "session.settle = lambda: done.append('settle')",
      "session.trace = lambda folder: done.append('trace') or {'warmUpMs': [7]}",
      "engine = types.SimpleNamespace(start=lambda job: done.append('start') or session)",
      "job = types.SimpleNamespace(wants_trace=False, folder='', outputs=[])",
      "print('warmUpMs' in _loaded(lambda: engine, job)[1])",
      "job.wants_trace = True",
      "print(_loaded(lambda: engine, job)[1]['warmUpMs'], *done)",
      "session.trace = lambda folder: {}",
      "print('warmUpMs' in _loaded(lambda: engine, job)[1])",
    ];
    assertEquals(
      await python(lines.join("; ")),
      "False\n[7] start run settle start run settle trace\nFalse",
    );
  },
});

Deno.test({
  name: "traced_fields() of openvino_trace.py sums up what the last runs added to the means",
  ignore: !hasPython,
  fn: async () => {
    // Layers took 9 ms in the first run, then 5, 3, 3 and 3.
    const lines = [
      "from datetime import timedelta as t; import json, openvino_trace",
      "means, took = [9, 7, 17 / 3, 5, 4.6], iter([50, 30, 30, 30])",
      "openvino_trace.timed = lambda run: run() or next(took)",
      "runs = []",
      "look = lambda: [('a', 'Conv', t(milliseconds=means[len(runs)]))]",
      "print(json.dumps(openvino_trace.traced_fields(lambda: runs.append(1), look)))",
    ];
    assertEquals(JSON.parse(await python(lines.join("; "))), {
      profiledRunMs: 30,
      warmUpMs: [50, 30, 30],
      trace: {
        runCount: 3,
        modelRunMs: 30,
        kernelMsByNode: { a: 11 / 3 },
        opByNode: { a: "Conv" },
        fallbackNodes: [],
        fallbackShare: 0,
      },
    });
  },
});

Deno.test({
  name: "summary() of openvino_trace.py takes what means of all runs grew by in those that count",
  ignore: !hasPython,
  fn: async () => {
    // Three runs of 9, 2 and 1 ms, then two of 2 ms; a layer that never ran; one that is two.
    const lines = [
      "import json; from datetime import timedelta as t; from openvino_trace import summary",
      "look = lambda a, b: [('a', 'Conv', t(milliseconds=a)), ('b', 'Relu', t(0)), ('a', 'Reorder', t(milliseconds=b))]",
      "print(json.dumps(summary(look(4, 1), look(3.2, 1), (3, 5), 7.5)))",
    ];
    assertEquals(JSON.parse(await python(lines.join("; "))), {
      runCount: 2,
      modelRunMs: 7.5,
      kernelMsByNode: { a: 3 },
      opByNode: { a: "Conv" },
      fallbackNodes: [],
      fallbackShare: 0,
    });
  },
});

Deno.test({
  name:
    "operators_by_layer() of openvino_trace.py names layers as the file does, or after their reader",
  ignore: !hasPython,
  fn: async () => {
    const lines = [
      "from types import SimpleNamespace as O; from openvino_trace import file_names, operators_by_layer",
      "text = lambda value: O(astype=lambda kind: value)",
      "to = lambda layer: O(get_target_inputs=lambda: [O(get_node=lambda: layer)])",
      "layer = lambda name, own, *readers: O(get_friendly_name=lambda: name, get_rt_info=lambda: {'originalLayersNames': text(own)}, outputs=lambda: [to(one) for one in readers])",
      "last = layer('logits', 'logits')",
      "conv = layer('Multiply_7', 'Multiply_7,bn1,relu1', last)",
      "mean = layer('MVN_3', 'MVN_3', conv)",
      "first = layer('image_acdb_MVN_3', '', mean)",
      "end = layer('Extra_9', 'Extra_9')",
      "compiled = O(get_runtime_model=lambda: O(get_ordered_ops=lambda: [first, mean, conv, last, end]))",
      "op = lambda name, own: O(get_friendly_name=lambda: name, get_name=lambda: own)",
      "names = file_names(O(get_ops=lambda: [op('bn1', 'Add_1'), op('relu1', 'Relu_2'), op('logits', 'MatMul_4'), op('MVN_3', 'MVN_3')]))",
      "print(*operators_by_layer(compiled, names).values())",
    ];
    assertEquals(await python(lines.join("; ")), "Extra_9 logits bn1 bn1 bn1");
  },
});
