// The pictures below a folder, listed as ImageFolder of torchvision lists them: class folders, and in
// each whatever lies below it, links followed. What a folder can make us list is bounded.

import { byCodePoints, isHidden, isPictureName } from "./picture_names.ts";

/** A file that its name calls a picture. */
export interface PictureFile {
  /** Path below the data folder, parts between `/`: `n01440764/ILSVRC2012_val_00000293.JPEG`. */
  readonly name: string;
  /** The class folder; empty of a picture that lies in none. */
  readonly folder: string;
  /** Why it must not be opened; absent: nothing is known against it. */
  readonly problem?: string;
}

/** What lies below a folder. */
export interface PictureFiles {
  /** In the order of their names. */
  readonly pictures: readonly PictureFile[];
  /** Class folders, empty ones too. */
  readonly folders: readonly string[];
  /** Files whose names end like no picture's: how many, and the first of them. */
  readonly others: { readonly count: number; readonly first: string };
}

/** Of ImageNet's 22 thousand classes there are fourteen million. */
const MOST_PICTURES = 20_000_000;
const MOST_DEPTH = 16;

/**
 * Lists pictures.
 *
 * @throws {RangeError} If the folder cannot be read, leads into itself, or has more than can be listed.
 */
export function pictureFiles(root: string): PictureFiles {
  const pictures: PictureFile[] = [];
  const folders: string[] = [];
  let otherCount = 0;
  let firstOther = "";

  function list(below: string, folder: string, inside: readonly string[]): void {
    const real = realPath(joined(root, below));
    const problem = inside.includes(real)
      ? "leads into itself"
      : inside.length > MOST_DEPTH
      ? `is more than ${MOST_DEPTH} folders deep`
      : undefined;
    if (problem !== undefined) {
      throw new RangeError(
        `Cannot list "${joined(root, below)}" as it ${problem}: take the link or folder away`,
      );
    }
    for (const { name: own, kind } of entriesOf(joined(root, below))) {
      const name = below === "" ? own : `${below}/${own}`;
      if (kind === "folder") {
        if (below === "") folders.push(own);
        list(name, folder === "" ? own : folder, [...inside, real]);
      } else if (isPictureName(own)) {
        if (pictures.length === MOST_PICTURES) throw tooMany(root);
        pictures.push({ name, folder, ...(kind === "file" ? {} : { problem: PROBLEMS[kind] }) });
      } else {
        if (otherCount++ === 0) firstOther = name;
      }
    }
  }

  list("", "", []);
  return { pictures, folders, others: { count: otherCount, first: firstOther } };
}

/** What an entry of a folder is. */
type Kind = "file" | "folder" | "nothing" | "device" | "unnamed";

const PROBLEMS = {
  nothing: "it is a link to nothing",
  device: "it is no file",
  unnamed: "its name is no text in UTF-8, by which it cannot be opened: rename it",
} as const satisfies Partial<Record<Kind, string>>;

function entriesOf(path: string): readonly { readonly name: string; readonly kind: Kind }[] {
  try {
    return [...Deno.readDirSync(path)].filter(({ name }) => !isHidden(name))
      .toSorted((a, b) => byCodePoints(a.name, b.name))
      .map((entry) => ({ name: entry.name, kind: kindOf(entry, `${path}/${entry.name}`) }));
  } catch (error) {
    throw unreadable(path, error);
  }
}

function kindOf({ isFile, isDirectory, isSymlink }: Deno.DirEntry, path: string): Kind {
  if (isFile && path.includes(REPLACED) && !isThere(path)) return "unnamed";
  if (!isSymlink) return isFile ? "file" : isDirectory ? "folder" : "device";
  try {
    const target = Deno.statSync(path);
    return target.isFile ? "file" : target.isDirectory ? "folder" : "device";
  } catch {
    return "nothing";
  }
}

/** What stands for bytes that are no text. */
const REPLACED = "\uFFFD";

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): unknown {
  if (error instanceof RangeError || !(error instanceof Error)) return error;
  const [line = ""] = error.message.split("\n");
  const reason = error instanceof Deno.errors.NotFound
    ? "it is not there"
    : error instanceof Deno.errors.NotADirectory
    ? "it is no folder"
    : `the system refused: ${line}`;
  return new RangeError(`Cannot list "${path}" as ${reason}: name the folder with the pictures`, {
    cause: error,
  });
}

function tooMany(root: string): RangeError {
  return new RangeError(
    `Cannot list "${root}" as it has more than ${MOST_PICTURES} pictures: name a smaller folder`,
  );
}

function joined(root: string, below: string): string {
  return below === "" ? root : `${root}/${below}`;
}
