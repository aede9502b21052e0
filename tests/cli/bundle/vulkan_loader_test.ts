import { assertEquals, assertRejects } from "@std/assert";
import { vulkanLoader } from "../../../cli/bundle/vulkan_loader.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { withFolder } from "../../support/run_task.ts";

Deno.test("vulkanLoader() takes this system's own, in the first folder that has it", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/libvulkan.so.1`, "loader");
    assertEquals(await vulkanLoader(["no-such-folder", folder]), {
      path: "lib/libvulkan.so.1",
      part: "runtime",
      from: { file: await Deno.realPath(`${folder}/libvulkan.so.1`) },
    });
    await assertRejects(
      () => vulkanLoader(["no-such-folder"]),
      UsageError,
      "Cannot bundle the Vulkan loader as this system has no libvulkan.so.1: install its package",
    );
  }));
