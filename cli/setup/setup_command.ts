// `setup`: gets what a device needs beside the packages. With `bundle --with cuda` the only command that
// fetches anything.

import {
  platformName,
  PLUGIN_PROVIDERS,
  type PluginProvider,
  providerFolder,
  providerLibraryPath,
  type ProviderPackage,
  type Wheel,
} from "../../bench/engines/onnxruntime_c/plugin_providers.ts";
import { pythonOf, pythonOption } from "../engines/engine_places.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { isThere } from "../shell/files.ts";
import { note } from "../shell/print.ts";
import { openScratch } from "../shell/scratch.ts";
import { UsageError } from "../shell/usage_error.ts";
import { oneOf } from "../shell/values.ts";
import { CUDA_PACKAGE, runtimeFolder } from "./cuda_package.ts";
import { cudaStateText, setUpCuda } from "./set_up_cuda.ts";
import { unpackedPackage } from "./unpacked_package.ts";

/** Devices whose provider has a package. */
const PACKAGES: ReadonlyMap<string, ProviderPackage> = new Map([
  ...Object.entries<PluginProvider>(PLUGIN_PROVIDERS).flatMap((
    [device, { package: found }],
  ): readonly [string, ProviderPackage][] => found === undefined ? [] : [[device, found]]),
  ["cuda", CUDA_PACKAGE],
]);
const DEVICES = [...PACKAGES.keys()];

/** Gets a device's libraries, unpacks them and says where they are. */
export const setupCommand: Command = {
  name: "setup",
  positional: "--device NAME",
  summary:
    "Gets the libraries of a device from PyPI by the pip of your Python, and unpacks them beside " +
    "the packages.",
  options: [
    { name: "device", value: "NAME", help: `the device to set up: ${DEVICES.join(", ")}` },
    {
      name: "wheel",
      value: "FILE",
      help: "the package's file, where you have fetched it yourself: nothing is fetched",
    },
    pythonOption("the Python whose pip fetches it"),
    { name: "force", help: "does it again if it is done already" },
    { name: "quiet", help: "says nothing but what goes wrong" },
  ],
  run,
};

async function run(args: Arguments): Promise<ExitCode> {
  const { device, found } = packageOf(args);
  const { wheel, library } = partsFor(found, device);
  const say = (line: string) => args.has("quiet") ? undefined : note(line);
  const isCuda = device === "cuda";
  if (!isCuda && !args.has("force") && await isThere(library)) {
    say(`${device} is set up already in ${providerFolder(found)}: --force does it again`);
    return EXIT.done;
  }

  const given = args.text("wheel");
  const python = pythonOf(args);
  await using scratch = await openScratch();
  const unpack = () =>
    unpackedPackage({
      found,
      wheel,
      given,
      python,
      folder: providerFolder(found),
      scratch: scratch.path,
      again: `deno task setup --device ${device}`,
      say,
    });
  if (!isCuda) {
    await unpack();
    return EXIT.done;
  }
  const [isGiven, force] = [given !== undefined, args.has("force")];
  await setUpCuda({ folder: runtimeFolder(), python, isGiven, force, say, unpack });
  say(await cudaStateText(python, scratch.path));
  return EXIT.done;
}

/** The device of a call, and the package with its provider. */
function packageOf(
  args: Arguments,
): { readonly device: string; readonly found: ProviderPackage } {
  const device = args.text("device");
  if (device === undefined || args.positional.length > 0) {
    throw new UsageError(
      `Cannot set up as one device must be named: use --device ${DEVICES.join(" or ")}`,
    );
  }
  const found = PACKAGES.get(oneOf("device", device, DEVICES));
  if (found === undefined) throw new TypeError(`Cannot find the package of ${device}`);
  return { device, found };
}

/** The file of this system and the library in it; throws UsageError if its makers have none. */
function partsFor(
  found: ProviderPackage,
  device: string,
): { readonly wheel: Wheel; readonly library: string } {
  const platform = platformName(Deno.build);
  const [wheel, library] = [found.wheels[platform], providerLibraryPath(found, Deno.build.os)];
  if (wheel !== undefined && library !== undefined) return { wheel, library };
  const platforms = Object.keys(found.wheels).join(" and ");
  throw new UsageError(
    `Cannot set ${device} up on ${platform} as ${found.name} ${found.version} has files for ` +
      `${platforms} only: build the provider for this system and pass its library by ` +
      "--provider-library FILE",
  );
}
