// What a bundle's start script does with the parts of the CUDA provider: joined once, whole or not at
// all, by programs that every bare machine has. What goes wrong is said and ends nothing, as other
// devices need no CUDA; the next call tries again.

import type { CudaParts } from "./cuda_parts.ts";

/** Commands that start engines. */
const NEEDING = ["bench", "gpu-report", "list", "setup", "test-engine"];

/** Lines of a shell script in which `$here` is the bundle's folder and `$command` the command. */
export function joinScript({ parts, folder }: CudaParts): string {
  const list = parts.map(({ name, sha256 }) => `${sha256} ${name}`).join("\n");
  return `
# The CUDA provider comes in parts, which lie in this folder or beside it.
not_joined() {
  echo "note: --device cuda does not work yet as $1" >&2
}
part_of() {
  if [ -f "$here/$1" ]; then echo "$here/$1"; else echo "$here/../$1"; fi
}
join_parts() {
  joined=$here/${folder}
  [ ! -d "$joined" ] || return 0
  missing=
  while read -r sum name; do
    [ -f "$(part_of "$name")" ] || missing="$missing $name"
  done <<PARTS
$1
PARTS
  if [ -n "$missing" ]; then
    not_joined "parts of the bundle are missing: copy$missing beside $here"
    return 0
  fi
  while read -r sum name; do
    part=$(part_of "$name")
    if [ "$(sha256sum <"$part" | cut -d ' ' -f 1)" != "$sum" ]; then
      not_joined "$part is not whole and unchanged: copy it again"
      return 0
    fi
  done <<PARTS
$1
PARTS
  work=$joined.$$
  if ! mkdir -p "$work" 2>/dev/null; then
    not_joined "$here takes no files: unpack the bundle where you may write"
    return 0
  fi
  echo "joining the parts of the CUDA provider, this once" >&2
  if ! while read -r sum name; do cat "$(part_of "$name")"; done <<PARTS | tar -xzf - -C "$work"; then
$1
PARTS
    rm -rf "$work"
    not_joined "its parts could not be unpacked in $here, which may be full"
    return 0
  fi
  # Another call may have been faster.
  if [ -d "$joined" ]; then rm -rf "$work"; else mv "$work" "$joined"; fi
}
case $command in
  ${NEEDING.join(" | ")}) join_parts "${list}" ;;
esac
`;
}
