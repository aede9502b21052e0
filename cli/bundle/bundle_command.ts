// `bundle`: one archive that runs where there is no Node, no npm and no network.

import { dirname } from "node:path";
import { SUITE_FOLDER } from "../../bench/process/suite_process.ts";
import config from "../../deno.json" with { type: "json" };
import { bytesText } from "../../reports/text/unit_text.ts";
import { pythonOption } from "../engines/engine_places.ts";
import { CUDA_PACKAGE } from "../setup/cuda_package.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { openFile, requireRoom, writeWholeFile } from "../shell/files.ts";
import { note } from "../shell/print.ts";
import { refuseOptions } from "../shell/refuse_options.ts";
import { suiteCommit, suiteIsDirty } from "../shell/suite.ts";
import { UsageError } from "../shell/usage_error.ts";
import { listOf, oneOf, wholeNumber } from "../shell/values.ts";
import { archiveOf } from "./bundle_archive.ts";
import type { BundleEntry } from "./bundle_entry.ts";
import { bundledCuda, cudaVersions } from "./bundled_cuda.ts";
import { linksTo } from "./cuda_parts.ts";
import { manifestOf } from "./bundle_manifest.ts";
import { packageEntries, type Platform, runtimeFolderIn } from "./package_files.ts";
import { startScript } from "./start_script.ts";
import { importedPackages, suiteEntries } from "./suite_files.ts";
import { vulkanLoader } from "./vulkan_loader.ts";

/** Folder in the archive, and the program in it. */
const NAME = "dsnet-bench";
const DEFAULT_LEVEL = "9";
const EXTRAS = ["cuda", "webgpu"] as const;
type Extra = (typeof EXTRAS)[number];
const NODE_NAMES: Readonly<Record<string, string>> = { x86_64: "x64", aarch64: "arm64" };

/** Writes the archive and says what its parts weigh. */
export const bundleCommand: Command = {
  name: "bundle",
  positional: "--out FILE",
  summary:
    "Writes one archive with Deno, the suite and its packages, which runs on a machine without " +
    "Node, npm and network.",
  options: [
    { name: "out", value: "FILE", help: "the archive, such as dsnet-bench.tar.gz" },
    {
      name: "platform",
      value: "NAME",
      help: "where it shall run, such as linux-x64 (default this system; another needs --deno)",
    },
    {
      name: "deno",
      value: "FILE",
      help: "the Deno in it (default the one that runs this)",
    },
    {
      name: "with",
      value: "WHAT,…",
      help: "what else goes in: webgpu, this system's Vulkan loader; cuda, the provider of " +
        `${CUDA_PACKAGE.name} ${CUDA_PACKAGE.version} from PyPI, in parts beside the archive`,
    },
    {
      name: "wheel",
      value: "FILE",
      help: "with cuda: the package's file, where you have fetched it yourself",
    },
    pythonOption("with cuda: the Python whose pip fetches it"),
    {
      name: "level",
      value: "N",
      help: `how hard it is compressed: 1 is quick, 9 is small (default ${DEFAULT_LEVEL})`,
    },
    { name: "force", help: "writes over a file that is there" },
    { name: "quiet", help: "says nothing but what goes wrong" },
  ],
  run,
};

async function run(args: Arguments): Promise<ExitCode> {
  const out = args.text("out");
  if (out === undefined || args.positional.length > 0) {
    throw new UsageError("Cannot bundle as one file must be named: use --out dsnet-bench.tar.gz");
  }
  const level = wholeNumber("level", args.text("level") ?? DEFAULT_LEVEL, { least: 1, most: 9 });
  const { platform, deno, isOurs } = denoOf(args);
  const extras = extrasOf(args);
  const loader = extras.includes("webgpu") ? [await loaderFor(platform)] : [];
  await requireRoom(out, { force: args.has("force") });
  const say = (line: string) => args.has("quiet") ? undefined : note(line);

  const suite = await suiteEntries(SUITE_FOLDER);
  const packages = await packageEntries(await importsOf(suite), { root: SUITE_FOLDER, platform });
  const isWithCuda = extras.includes("cuda");
  const cuda = isWithCuda ? await bundledCuda(args, { out, platform, level, say }) : undefined;
  const entries: readonly BundleEntry[] = [
    { path: "deno", part: "deno", from: { file: deno }, isProgram: true },
    { path: NAME, part: "suite", from: { text: startScript(config.tasks, cuda) }, isProgram: true },
    ...suite,
    ...packages.entries,
    ...loader,
    ...cuda === undefined
      ? []
      : linksTo(cuda, CUDA_PACKAGE.only, runtimeFolderIn(packages.entries)),
  ];
  const versions = {
    suite: config.version,
    commit: await suiteCommit(),
    isDirty: await suiteIsDirty(),
    platform,
    deno: isOurs ? Deno.version.deno : null,
    packages: packages.versions,
    ...cuda === undefined ? {} : { cuda: cudaVersions(cuda) },
  };
  const { text, partBytes } = await manifestOf(versions, entries);
  const manifest: BundleEntry = { path: "manifest.json", part: "suite", from: { text } };
  await writeWholeFile(out, archiveOf([...entries, manifest], { folder: NAME, level }));
  const { size } = await Deno.stat(out);
  const parts = Object.entries(partBytes).map(([part, bytes]) => `${part} ${bytesText(bytes)}`);
  say(`${out}: ${bytesText(size)} for ${platform}; unpacked: ${parts.join(", ")}`);
  cuda?.parts.forEach(({ name, bytes }) => say(`${dirname(out)}/${name}: ${bytesText(bytes)}`));
  return EXIT.done;
}

/** Values of `--with`; its options are refused where it is not. */
function extrasOf(args: Arguments): readonly Extra[] {
  const text = args.text("with");
  const extras = text === undefined
    ? []
    : listOf("with", text, (item) => oneOf("with", item, EXTRAS));
  if (!extras.includes("cuda")) {
    refuseOptions(args, ["wheel", "python"], "as nothing is fetched: add --with cuda");
  }
  return extras;
}

async function loaderFor(platform: Platform): Promise<BundleEntry> {
  if (platform === `linux-${NODE_NAMES[Deno.build.arch]}` && Deno.build.os === "linux") {
    return await vulkanLoader();
  }
  throw new UsageError(
    `Cannot bundle a Vulkan loader for ${platform} as it is taken from this system: ` +
      `call it on such a system, with Linux, or leave --with out`,
  );
}

function denoOf(args: Arguments) {
  const { os, arch } = Deno.build;
  const here: Platform = `${os}-${NODE_NAMES[arch] ?? arch}`;
  const platform = args.text("platform") ?? here;
  const given = args.text("deno");
  if (!/^\w+-\w+$/.test(platform) || platform.startsWith("win")) {
    throw new UsageError(
      `Cannot bundle for "${platform}": name a system with a shell and its processor, ` +
        `such as linux-x64 or darwin-arm64`,
    );
  }
  if (given === undefined && platform !== here) {
    throw new UsageError(
      `Cannot bundle for ${platform} as this Deno is for ${here}: name one for it by --deno FILE`,
    );
  }
  if (given !== undefined) openFile(given).close();
  return { platform: platform as Platform, deno: given ?? Deno.execPath(), isOurs: !given };
}

async function importsOf(suite: readonly BundleEntry[]): Promise<readonly string[]> {
  const files = suite.flatMap(({ from }) => "file" in from ? [from.file] : [])
    .filter((file) => file.endsWith(".ts"));
  return importedPackages(await Promise.all(files.map((file) => Deno.readTextFile(file))));
}
