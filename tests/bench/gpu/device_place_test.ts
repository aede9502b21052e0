import { assertEquals, assertRejects } from "@std/assert";
import { devicePlaces } from "../../../bench/gpu/device_place.ts";

/** Places where every question is counted. */
function countedPlaces(variables: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const placeOf = devicePlaces({
    python: "no-such-python",
    read: (name) => variables[name],
    gpus() {
      asked.push("gpus");
      return Promise.resolve([0, 1].map((index) => ({ index, name: "L4" })));
    },
    folders() {
      asked.push("folders");
      return Promise.resolve(["/cuda/lib"]);
    },
  });
  return { asked, placeOf };
}

Deno.test("devicePlaces() asks the Python and the driver once, and not at all for other devices", async () => {
  const { asked, placeOf } = countedPlaces({});
  assertEquals(await placeOf("cpu"), { under: [], variables: {} });
  assertEquals(asked, []);
  const [one, other] = [await placeOf("cuda:1"), await placeOf("cuda")];
  assertEquals(asked.toSorted(), ["folders", "gpus"]);
  if (Deno.build.os === "linux") assertEquals(one.under.at(-1), "/cuda/lib");
  assertEquals([one.variables["CUDA_VISIBLE_DEVICES"], other.variables], ["1", {}]);
});

Deno.test("devicePlaces() refuses a GPU that is not there", async () => {
  const { placeOf } = countedPlaces({});
  await assertRejects(() => placeOf("cuda:2"), RangeError, "there is no cuda:2");
});
