// What an earlier report left in a folder and the new one does not write again: beside new files it
// would be taken for theirs.

/**
 * Removes such files; what cannot be read or removed stays.
 *
 * @param folder Of the report.
 * @param options `charts`: names of the charts just written, without `.svg`; `files`: names of other
 * files that this report did not write, though reports do.
 */
export async function removeStale(
  folder: string,
  { chartsFolder, charts, files }: {
    readonly chartsFolder: string;
    readonly charts: ReadonlySet<string>;
    readonly files: readonly string[];
  },
): Promise<void> {
  for (const file of files) await removeIfThere(`${folder}/${file}`);
  for (const name of await namesOf(`${folder}/${chartsFolder}`)) {
    const id = name.replace(/\.svg$/, "");
    if (id === name || charts.has(id)) continue;
    const path = `${folder}/${chartsFolder}/${name}`;
    if (await isOurChart(path, id)) await removeIfThere(path);
  }
}

/** Our charts bear their name inside; a file that somebody put there does not. */
async function isOurChart(path: string, id: string): Promise<boolean> {
  try {
    return (await Deno.readTextFile(path)).includes(`<title id="${id}-title">`);
  } catch {
    return false;
  }
}

async function namesOf(folder: string): Promise<readonly string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch {
    return [];
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch {
    // It is not there, or not ours to remove.
  }
}
