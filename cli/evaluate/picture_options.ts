// The pictures of a call and their labels.

import { LABEL_KINDS, type LabelKind } from "../../evaluate/data/class_order.ts";
import { type DataSet, dataSet } from "../../evaluate/data/data_set.ts";
import { type PictureFiles, pictureFiles } from "../../evaluate/data/picture_files.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { requireKind } from "../files/file_kind.ts";
import { fileText } from "../shell/files.ts";
import { asUsage, UsageError } from "../shell/usage_error.ts";
import { ifGiven, oneOf } from "../shell/values.ts";

/** Of labels, far more than names of all pictures of ImageNet have. */
const MOST_BYTES = 1 << 28;

/** Declarations, for the help. */
export const PICTURE_OPTIONS: readonly OptionSpec[] = [
  {
    name: "data",
    value: "DIR",
    help:
      "the pictures: a folder for each class, named by WordNet id, by number or by name, or a " +
      "flat one with --labels",
  },
  {
    name: "labels",
    value: "FILE",
    help:
      "labels of a flat folder: one a line in the order of the file names, or a file name and " +
      "a label a line",
  },
  {
    name: "label-kind",
    value: "KIND",
    help: `what labels or numbered folders are: ${LABEL_KINDS.join(", ")}; challenge-id are ` +
      "ImageNet's own numbers, from 1 (default for folders of numbers: index-from-0)",
  },
];

/** A data set with the folder that it lies in. */
export interface PictureFolder extends DataSet {
  /** As it was written. */
  readonly folder: string;
}

/** What a folder of pictures holds, before anything is known of the network. */
export interface ListedFolder {
  /** As it was written. */
  readonly folder: string;
  readonly files: PictureFiles;
}

/**
 * The files of a call, which are known before a network is loaded for them.
 *
 * @throws {UsageError} If there is no folder, or it cannot be listed.
 */
export function listedFolderOf(args: Arguments): ListedFolder {
  const folder = args.text("data");
  if (folder === undefined) {
    throw new UsageError("Cannot evaluate as there are no pictures: pass --data DIR");
  }
  return { folder, files: asUsage(() => pictureFiles(folder)) };
}

/**
 * The pictures of a call with their labels.
 *
 * @param outputs Of the network.
 * @throws {UsageError} If their labels are missing or cannot be the network's.
 */
export function picturesOf(
  args: Arguments,
  { folder, files }: ListedFolder,
  outputs: number,
): PictureFolder {
  const kind = labelKindOf(args);
  const labels = ifGiven(args, "labels", (path) => {
    requireKind(path, "table");
    return fileText(path, "list of labels", MOST_BYTES);
  });
  return asUsage(() => ({
    ...dataSet(files, { outputs, kind, labels }),
    folder: folder.replace(/[/\\]+$/, "") || folder,
  }));
}

/** What labels are; undefined where it is not said. Throws UsageError if it is no kind. */
export function labelKindOf(args: Arguments): LabelKind | undefined {
  return ifGiven(args, "label-kind", (text) => oneOf("label-kind", text, LABEL_KINDS));
}
