// Names that a pickle has only to make a program run something. Nothing runs here, but such a file is
// refused, so that nobody trusts it elsewhere.

import { CheckpointError } from "../checkpoint_error.ts";

/**
 * Modules of Python that reach out of the program, whatever is taken from them; none whose name might
 * be a package of somebody's own, or that has harmless classes too.
 */
const MODULES: ReadonlySet<string> = new Set(
  `
    os posix nt sys subprocess shutil pty socket ctypes importlib runpy webbrowser marshal pickle
    _pickle cPickle bdb pdb cProfile timeit multiprocessing asyncio ssl http httplib urllib urllib2
    requests smtplib ftplib pip setuptools pkgutil zipimport
  `.trim().split(/\s+/),
);

/** Functions of other modules that run what they are given, or fetch it. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  `
    builtins.eval builtins.exec builtins.execfile builtins.compile builtins.open builtins.file
    builtins.input builtins.raw_input builtins.__import__ builtins.breakpoint builtins.globals
    builtins.locals builtins.vars builtins.setattr builtins.delattr torch.load torch.jit.load
    torch.serialization.load torch.hub.load numpy.load numpy.testing._private.utils.runstring
    joblib.load dill.loads cloudpickle.loads io.open io.FileIO _io.open _io.FileIO codecs.open
    code.interact code.InteractiveInterpreter code.InteractiveConsole profile.run
    commands.getoutput commands.getstatusoutput types.CodeType types.FunctionType
    operator.attrgetter operator.methodcaller
  `.trim().split(/\s+/),
);

/**
 * Refuses a name that would call out.
 *
 * @param module As the pickle has it, Python 2's names made those of Python 3.
 * @param name May have dots, which lead into the module.
 * @throws {CheckpointError} If it would.
 */
export function requireHarmless(module: string, name: string, offset: number): void {
  const [first = ""] = module.split(".");
  const through = [first, ...name.split(".").slice(0, -1)];
  const path = `${module}.${name}`;
  if (!through.some((part) => MODULES.has(part)) && !FUNCTIONS.has(path)) return;
  throw new CheckpointError({
    reason: `it would run "${path}" where Python loads it`,
    cure: "nothing of it ran here; do not load it elsewhere, get the checkpoint from its makers",
    offset,
  });
}
