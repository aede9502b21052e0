import { assertEquals, assertRejects } from "@std/assert";
import { tallyOf } from "../../../evaluate/accuracy/top_tally.ts";
import type { LabelledPicture } from "../../../evaluate/data/data_set.ts";
import { answersTo, type PreparedPictures } from "../../../evaluate/run/answered_pictures.ts";

/** Ten pictures of one value each, which is their class in a network that gives it the largest logit. */
const PICTURES: readonly LabelledPicture[] = Array.from({ length: 10 }, (_, i) => ({
  name: `${i}.png`,
  label: i === 3 ? 0 : i % 7,
}));

async function* prepared(batch: number, broken = -1): AsyncGenerator<PreparedPictures> {
  for (let first = 0; first < PICTURES.length; first += batch) {
    const ids = PICTURES.slice(first, first + batch).map((_, i) => first + i);
    await Promise.resolve();
    yield {
      first,
      file: ids.join(" "),
      pictures: ids.map((id) => id === broken ? { error: "it is empty" } : { sha256: `#${id}` }),
    };
  }
}

/** Logits of seven classes, for as many pictures as a batch has, whatever a file has. */
function answer(file: string, batch: number): Promise<Float32Array> {
  const ids = [...file.split(" ").map(Number), ...Array.from({ length: batch }, () => 0)];
  const logits = ids.slice(0, batch).flatMap((id) =>
    Array.from({ length: 7 }, (_, i) => -((id - i) ** 2))
  );
  return Promise.resolve(Float32Array.from(logits));
}

async function outcomes(batch: number, broken?: number) {
  const batches = await Array.fromAsync(
    answersTo(PICTURES, prepared(batch, broken), { batch, answer: (file) => answer(file, batch) }),
  );
  return batches.flat();
}

Deno.test("answersTo() counts every picture once and alike, whatever the batch", async () => {
  const ones = await outcomes(1);
  assertEquals(ones.map(({ name }) => name), PICTURES.map(({ name }) => name));
  assertEquals(ones[4], { name: "4.png", label: 4, top: [4, 3, 5, 2, 6], sha256: "#4" });
  for (const batch of [3, 4, 7, 16]) assertEquals(await outcomes(batch), ones);
  assertEquals(tallyOf(ones, 7).top1, { count: 6, total: 10 });
});

Deno.test("answersTo() keeps a picture that cannot be read in its place, and counts the others", async () => {
  const found = await outcomes(4, 5);
  assertEquals(found.length, 10);
  assertEquals(found[5], {
    name: "5.png",
    label: 5,
    top: [],
    sha256: "",
    error: "it is empty",
  });
  assertEquals(tallyOf(found, 7), {
    top1: { count: 5, total: 9 },
    top5: { count: 6, total: 9 },
    unanswered: 0,
    unreadable: 1,
  });
});

Deno.test("answersTo() prepares the next batch while the network runs", async () => {
  const events: string[] = [];
  async function* slowly() {
    for await (const one of prepared(5)) {
      events.push(`prepared ${one.first}`);
      yield one;
    }
    events.push("all prepared");
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  const asked = answersTo(PICTURES, slowly(), {
    batch: 5,
    async answer(file) {
      events.push(`asked ${file[0]}`);
      if (file.startsWith("0")) {
        await promise;
        events.push("answered 0");
      }
      return await answer(file, 5);
    },
  });
  const all = Array.fromAsync(asked);
  while (!events.includes("prepared 5")) await new Promise((wake) => setTimeout(wake));
  resolve();
  await all;
  assertEquals(events.slice(0, 4), ["prepared 0", "asked 0", "prepared 5", "answered 0"]);
});

Deno.test("answersTo() hands on why the network gives no answer, or one of another size", async () => {
  const failing = () => Promise.reject(new Error("the engine died"));
  const odd = () => Promise.resolve(new Float32Array(7));
  for (
    const [broken, message] of [[failing, "the engine died"], [odd, "7 logits for 4"]] as const
  ) {
    await assertRejects(
      () => Array.fromAsync(answersTo(PICTURES, prepared(4), { batch: 4, answer: broken })),
      Error,
      message,
    );
  }
});
