// How checkpoints begin, whoever looks for one: their first bytes as Latin-1 text.

/** How many bytes of the beginning tell. */
export const HEAD_BYTES = 512;

/** Of protocols 2 to 5. */
const PICKLE_STARTS: readonly string[] = ["\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"];
/** The length of a header in 8 bytes, then that, in JSON. */
const SAFETENSORS_START = /^[^]{4}[^]\0\0\0\{\s*["}]/;
const ZIP_START = "PK\x03\x04";
/** What comes first in one of PyTorch's: the pickle or, in TorchScript, a tensor with its padding. */
const TORCH_ENTRY = /data\.pkl|constants\.pkl|\/data\/\w+FB/;
const INDEX_START = /^(?:\xef\xbb\xbf)?\s*\{[^]*"weight_map"/;

/** A pickle of Python. */
export function isPickle(head: string): boolean {
  return PICKLE_STARTS.includes(head.slice(0, 2));
}

/** A file of safetensors. */
export function isSafetensors(head: string): boolean {
  return SAFETENSORS_START.test(head);
}

/** A zip archive of torch.save or torch.jit.save. */
export function isTorchZip(head: string): boolean {
  return head.startsWith(ZIP_START) && TORCH_ENTRY.test(head);
}

/** The index of a checkpoint in several files. */
export function isPartsIndex(head: string): boolean {
  return INDEX_START.test(head);
}
