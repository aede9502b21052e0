import { assertEquals } from "@std/assert";
import type { ProbedAnswer } from "../../../bench/engine/answers.ts";
import type { LocatedEngine } from "../../../bench/engine/located_engine.ts";
import { engineTable } from "../../../cli/engines/list_engines.ts";
import { type Probe, surveyEngines } from "../../../cli/engines/survey_engines.ts";

function engine(name: string, precisions: readonly ("fp32" | "bf16" | "fp16")[]): LocatedEngine {
  return {
    folder: "/",
    description: {
      protocol: "dsnet-bench-engine/1",
      name,
      title: name,
      command: ["x"],
      takes: "onnx",
      devices: ["cpu", "gpu"],
      precisions,
      install: `get ${name}`,
    },
  };
}

/** An answer: the processor works, but for bfloat16, which it computes in float32. */
function answer({ device }: Probe): ProbedAnswer {
  return {
    kind: "probed",
    versions: { lib: "1.2" },
    deviceName: null,
    isSoftware: false,
    precision: "fp32",
    problem: device === "cpu" ? null : "no such device",
  };
}

Deno.test("surveyEngines() tries further precisions only where a device works", async () => {
  const asked: string[] = [];
  const surveys = await surveyEngines([engine("a", ["fp32", "bf16"])], {
    mostAtOnce: 2,
    ask(probe) {
      asked.push(`${probe.device} ${probe.precision}`);
      return Promise.resolve(answer(probe));
    },
  });
  assertEquals(asked, ["cpu fp32", "gpu fp32", "cpu bf16"]);
  const said = surveys[0]?.probed.map(({ device, problem }) => [device, problem]);
  assertEquals(said, [["cpu", null], ["gpu", "no such device"], ["cpu", "computes in fp32"]]);
});

Deno.test("surveyEngines() asks no more at once than it may, and takes a failure for a problem", async () => {
  let running = 0;
  let most = 0;
  const surveys = await surveyEngines([engine("a", ["fp32"]), engine("b", ["fp32"])], {
    mostAtOnce: 3,
    async ask(probe) {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      if (probe.engine.description.name === "b") throw new Error("no answer");
      return answer(probe);
    },
  });
  assertEquals(most, 3);
  assertEquals(surveys[1]?.probed.map(({ problem }) => problem), ["no answer", "no answer"]);
});

Deno.test("engineTable() says what works, in which versions, and how to get the rest", async () => {
  const surveys = await surveyEngines([engine("a", ["fp32"]), engine("b", ["fp32"])], {
    mostAtOnce: 9,
    ask: (probe) =>
      probe.engine.description.name === "a"
        ? Promise.resolve(answer(probe))
        : Promise.reject(new Error("not here")),
  });
  const { rows } = engineTable(surveys);
  const shown = rows.map(({ engine, state, versions, works, install }) =>
    [engine, state, versions, works, install] as const
  );
  assertEquals(shown, [
    ["a", "here", "lib 1.2", "cpu: fp32", null],
    ["b", "missing", "", "", "get b"],
  ]);
});
