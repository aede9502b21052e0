import { assertEquals } from "@std/assert";
import { cardName } from "../../../bench/job/card_name.ts";

const [L4, T4] = ["NVIDIA L4", "NVIDIA T4"];
const WHOLE = { gpus: [{ isSplit: null }] };

Deno.test("cardName() is that of the one kind of card that a run on CUDA may have used", () => {
  assertEquals(cardName("cuda", { deviceKinds: [L4], state: WHOLE }), L4);
  assertEquals(cardName("tensorrt:1", { deviceKinds: [L4], state: {} }), L4);
  assertEquals(cardName("webgpu", { deviceKinds: [L4], state: WHOLE }), null);
});

Deno.test("cardName() tells none of several, of an unknown one, and of a part of one", () => {
  assertEquals(cardName("cuda", { deviceKinds: [L4, T4], state: {} }), null);
  assertEquals(cardName("cuda", { deviceKinds: [], state: WHOLE }), null);
  assertEquals(cardName("cuda", { deviceKinds: [L4], state: { gpus: [{ isSplit: true }] } }), null);
});
