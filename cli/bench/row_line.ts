// One finished row on one line, for those who wait for the table.

import type { TimingRecord } from "../../bench/record/record.ts";
import { MODELS } from "../../models/catalog.ts";
import { engineText, isDefaultEngine, timedEngine } from "../../reports/records/engine_use.ts";
import { methodName } from "../../reports/row/method.ts";
import { intervalText } from "../../reports/text/number_text.ts";

/** `DS-Net-T*, fast, size 224, batch 8, threads 2: 50.2 (48.9 to 50.8) images/s` */
export function rowLine(timing: TimingRecord): string {
  const { model, graph, size, batch, threads, imagesPerSecond } = timing;
  const engine = timedEngine(timing);
  const by = isDefaultEngine(engine) ? "" : ` by ${engineText(engine)}`;
  return `${methodName(model, MODELS)}${by}, ${graph}, size ${size}, batch ${batch}, ` +
    `threads ${threads}: ${intervalText(imagesPerSecond)} images/s`;
}
