import { assertRejects } from "@std/assert";
import { talkToEngine } from "../../../bench/engine/engine_talk.ts";
import { fakeEngine } from "../../support/fake_engines.ts";

Deno.test({
  name: "talkToEngine() lets a description have the last word on the variables of its process",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const { description, folder } = fakeEngine();
    const say = `read -r _; printf '{"kind":"error","error":"%s %s"}\\n' "$PLACE" "$OWN"`;
    const environment = { OWN: "of the description" };
    const engine = {
      folder,
      description: { ...description, command: ["sh", "-c", say], environment },
    };
    const { probe, close } = talkToEngine(engine, {
      deno: "deno",
      python: "python3",
      suite: "/",
      folder,
      readable: [],
      timeLimitMs: 60_000,
      variables: { PLACE: "of the device,", OWN: "of the device" },
    });
    const asked = { protocol: 1, device: "cpu", precision: "fp32", options: {} } as const;
    await assertRejects(() => probe(asked), Error, "of the device, of the description");
    await close();
  },
});
