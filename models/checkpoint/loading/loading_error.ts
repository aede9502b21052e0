// A checkpoint that does not fit a network.

/** What is wrong, and what to do. */
export interface LoadingFault {
  /** The network. */
  readonly network: string;
  /** Completes "Cannot load … into NETWORK as". */
  readonly reason: string;
  /** What to do if nobody knows which network it is of. */
  readonly cure: string;
  /** What to do beside naming another network. */
  readonly otherCure: string;
}

/** The checkpoint does not fit. One line. */
export class LoadingError extends Error {
  /** `LoadingError`. */
  override readonly name = "LoadingError";
  /** What is wrong, and what to do. */
  readonly fault: LoadingFault;

  /** With a message for a checkpoint without a name. */
  constructor(fault: LoadingFault) {
    super(loadingFaultText("the checkpoint", fault));
    this.fault = fault;
  }
}

/** The message for a checkpoint that has a name. */
export function loadingFaultText(what: string, { network, reason, cure }: LoadingFault): string {
  return `Cannot load ${what} into ${network} as ${reason}: ${cure}`;
}
