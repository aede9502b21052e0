// The fingerprint of a machine where there is little room.

/** Fingerprints are told apart by their first characters. */
export function shortMachine(machine: string): string {
  return machine.slice(0, 12);
}
