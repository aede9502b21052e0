// `evaluate`: Top-1 and Top-5 of a network with its weights, on a folder of pictures.

import { explainedBy, isSuspect } from "../../evaluate/accuracy/other_labels.ts";
import { otherReadings } from "../../evaluate/data/other_readings.ts";
import { neighbours } from "../../evaluate/presets/neighbours.ts";
import { accuracyRows } from "../../reports/accuracy/accuracy_rows.ts";
import { accuracyTable } from "../../reports/accuracy/accuracy_table.ts";
import { type Evaluation, evaluationsOf } from "../../reports/accuracy/evaluations.ts";
import { type Explained, explainedTable, explanation } from "../../reports/accuracy/explained.ts";
import { fixedText } from "../../reports/text/number_text.ts";
import { publishedFigures } from "../options/published_figures.ts";
import { shownOf } from "../options/shared_options.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { note, out, printTable } from "../shell/print.ts";
import { RECORD_SCHEMA } from "../../bench/record/record.ts";
import { EVALUATE_OPTIONS, evaluateOptionsOf } from "./evaluate_options.ts";
import {
  type EvaluatedPictures,
  type EvaluationSession,
  type EvaluationSubject,
  openEvaluation,
} from "./evaluation_session.ts";
import { type EvaluatedNetwork, evaluatedNetwork } from "./evaluated_network.ts";
import { listedFolderOf, picturesOf } from "./picture_options.ts";

/** Unreadable pictures that are named; the others are counted. */
const MOST_NAMED = 10;

async function run(args: Arguments): Promise<ExitCode> {
  const asked = evaluateOptionsOf(args);
  const shown = shownOf(args);
  const quiet = args.has("quiet");
  const listed = listedFolderOf(args);
  const network = await evaluatedNetwork(args, asked.model, asked.checkpoint);
  const options = { ...asked, batch: network.fixedBatch ?? asked.batch };
  const pictures = picturesOf(args, listed, network.classes);
  if (!quiet) {
    note(`note: preset ${network.preset.id}: ${network.reason}`);
    note(`note: ${pictures.pictures.length} pictures, labels: ${pictures.kind}`);
    for (const text of pictures.notes) note(`note: ${text}`);
  }
  const subject: EvaluationSubject = { options, network, pictures, quiet };
  const opened = await openEvaluation(subject);
  if ("problem" in opened) {
    if (opened.isStopped) return interrupted();
    note(`error: Cannot evaluate ${network.planned.method} as ${opened.problem}`);
    return EXIT.nothingMeasured;
  }
  await using session = opened;
  const passed = await session.evaluate(network.preset, network.planned.method);
  const evaluation = evaluationOf(passed);
  const rows = accuracyRows([evaluation], publishedFigures());
  sayUnreadable(evaluation);
  sayCauses(evaluation, network);
  if (options.explain && !session.isStopped()) {
    const explained = await neighboursOf(session, network, evaluation);
    printTable(explainedTable(explained), shown);
    if (shown.format === "md") out(`\n${explanation(explained)}\n`);
  } else {
    printTable(accuracyTable(rows, shown.format), shown);
  }
  if (session.isStopped()) return interrupted();
  return evaluation.tally.unreadable > 0 ? EXIT.failed : EXIT.done;
}

function interrupted(): ExitCode {
  note("interrupted: what was answered is kept; the same command with --resume goes on");
  return EXIT.interrupted;
}

/** The same pictures under neighbouring presets, the network's own first. */
async function neighboursOf(
  session: EvaluationSession,
  { preset, planned: { method } }: EvaluatedNetwork,
  own: Evaluation,
): Promise<readonly Explained[]> {
  const passes: { difference: string; evaluation: Evaluation }[] = [
    { difference: "", evaluation: own },
  ];
  for (const { difference, preset: other } of neighbours(preset)) {
    if (session.isStopped()) break;
    const passed = await session.evaluate(other, `${method}, ${difference}`);
    if (!session.isStopped()) passes.push({ difference, evaluation: evaluationOf(passed) });
  }
  const rows = accuracyRows(passes.map(({ evaluation }) => evaluation), publishedFigures());
  return rows.map((row, i) => ({ ...row, difference: passes[i]?.difference ?? "" }));
}

function evaluationOf({ record, outcomes }: EvaluatedPictures): Evaluation {
  const { runId } = record;
  const pictures = outcomes.map((one) => (
    { ...one, schema: RECORD_SCHEMA, runId, kind: "picture" } as const
  ));
  const [evaluation] = evaluationsOf([record, ...pictures]);
  if (evaluation === undefined) throw new TypeError("Cannot find the evaluation among its records");
  return evaluation;
}

function sayUnreadable({ outcomes, tally: { unreadable, top1 } }: Evaluation): void {
  const broken = outcomes.filter(({ error }) => error !== undefined);
  for (const { name, error } of broken.slice(0, MOST_NAMED)) note(`warning: ${name}: ${error}`);
  if (broken.length > MOST_NAMED) note(`warning: ${broken.length - MOST_NAMED} more like these`);
  if (unreadable > 0) {
    note(
      `warning: ${unreadable} pictures could not be read and are not counted: ` +
        `figures are of ${top1.total}`,
    );
  }
}

/** What nearly no right answer may come from. */
function sayCauses({ outcomes, record }: Evaluation, { preset }: EvaluatedNetwork): void {
  const counted = outcomes.filter(({ error }) => error === undefined);
  if (!isSuspect(counted)) return;
  const found = explainedBy(counted, otherReadings(record.classes));
  note(
    found === undefined
      ? "warning: nearly no answer is right: labels of another order, weights that do not belong to " +
        `this network, or pictures that are read otherwise than by ${preset.id}: see ` +
        '"Nearly no answer is right" in docs/messages.md'
      : `warning: nearly no answer is right, but ${fixedText(found.percent, 1)} % would be if ` +
        `the labels were ${found.name}: name their kind by --label-kind`,
  );
}

/** Evaluates a network; see the options. */
export const evaluateCommand: Command = {
  name: "evaluate",
  positional: "MODEL|FILE --data DIR",
  summary: "Tells Top-1 and Top-5 of a network on a folder of pictures, read as its weights want " +
    "them: of the catalog with --checkpoint, or of an ONNX file. Every answer is in records.jsonl.",
  options: EVALUATE_OPTIONS,
  run,
};
