// Pictures with their labels: class folders, or a flat folder with a file of labels.

import { type ClassOrder, classOrder, LABEL_KINDS, type LabelKind } from "./class_order.ts";
import { readLabels } from "./label_file.ts";
import type { PictureFile, PictureFiles } from "./picture_files.ts";

/** A picture and its class. */
export interface LabelledPicture {
  /** Path below the data folder. */
  readonly name: string;
  /** Output of the network. */
  readonly label: number;
  /** Why it must not be opened; absent: nothing is known against it. */
  readonly problem?: string;
}

/** What is evaluated. */
export interface DataSet {
  /** In the order of their classes, then of their names. */
  readonly pictures: readonly LabelledPicture[];
  /** How labels were found, for people. */
  readonly kind: string;
  readonly notes: readonly string[];
}

/** How labels are found. */
export interface Labelling {
  /** Outputs of the network. */
  readonly outputs: number;
  /** What folders' names or labels are. @default told by the names of folders alone */
  readonly kind?: LabelKind | undefined;
  /** The text of a file of labels. @default there is none */
  readonly labels?: string | undefined;
}

/**
 * The data set that files make.
 *
 * @throws {RangeError} If there is no picture, or labels are missing or cannot be those of the network.
 */
export function dataSet(
  { pictures, folders, others }: PictureFiles,
  labelling: Labelling,
): DataSet {
  if (pictures.length === 0) {
    throw new RangeError(
      "Cannot evaluate as there is no picture: name a folder with a folder for each class",
    );
  }
  const flat = pictures.filter(({ folder }) => folder === "");
  const { of, kind, notes } = flat.length === pictures.length
    ? flatLabels(flat, labelling)
    : folderLabels(flat, folders, labelling);
  const ignored = others.count === 0
    ? []
    : [`${others.count} file(s) are no pictures by their names, the first is "${others.first}"`];
  return {
    pictures: pictures
      .map(({ name, folder, problem }) => ({
        name,
        label: of(name, folder),
        ...(problem === undefined ? {} : { problem }),
      }))
      .sort((a, b) => a.label - b.label),
    kind,
    notes: [...notes, ...ignored],
  };
}

/** Labels of pictures, by name and class folder. */
interface Labels extends Pick<ClassOrder, "kind" | "notes"> {
  readonly of: (name: string, folder: string) => number;
}

function folderLabels(
  flat: readonly PictureFile[],
  folders: readonly string[],
  { outputs, kind, labels }: Labelling,
): Labels {
  const [loose] = flat;
  if (loose !== undefined) {
    throw new RangeError(
      `Cannot label "${loose.name}" as it lies beside class folders: put it into one`,
    );
  }
  if (labels !== undefined) {
    throw new RangeError(
      "Cannot take labels from a file as the pictures lie in class folders: leave --labels out",
    );
  }
  const { indices, ...told } = classOrder(folders, { outputs, kind });
  return { ...told, of: (_, folder) => indices.get(folder) ?? -1 };
}

function flatLabels(
  flat: readonly PictureFile[],
  { outputs, kind, labels }: Labelling,
): Labels {
  if (labels === undefined || kind === undefined) {
    const missing = labels === undefined ? "there are no class folders" : "their kind is not named";
    const kinds = LABEL_KINDS.join(" or ");
    throw new RangeError(
      `Cannot label the pictures as ${missing}: pass --labels FILE with --label-kind ${kinds}, ` +
        "where FILE has a label a line in the order of the file names, or a file name and a label " +
        "a line; or make a folder for each class",
    );
  }
  const names = flat.map(({ name }) => name);
  const table = readLabels(labels, { names, kind, outputs });
  return { of: (name) => table.get(name) ?? -1, kind: `labels, ${kind}`, notes: [] };
}
