// A real headless Chromium for tests, driven over its DevTools protocol
// (https://chromedevtools.github.io/devtools-protocol/): a page, its requests, its errors.

import { runTied, spawnTied } from "../../support/tied_process.ts";
import { connect, type Connection, devToolsAddress, type Message } from "./devtools.ts";

/** Where the binary usually is. */
const BINARIES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--hide-scrollbars",
  "--remote-debugging-port=0",
  "about:blank",
];

/** How a page is shown. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly scheme: "light" | "dark";
  /** @default "screen" */
  readonly media?: "screen" | "print";
}

/** An open page. */
export interface Page {
  /** What was asked for besides the page itself. */
  readonly requests: readonly string[];
  /** Exceptions, console messages and what the policy refused. */
  readonly errors: readonly string[];
  show(view: View): Promise<void>;
  /** Value of an expression in the page; it must be JSON. */
  evaluate(expression: string): Promise<unknown>;
  /** Clicks the middle of the first element of a selector, as a person would. */
  click(selector: string): Promise<void>;
  press(key: "Enter" | "Escape"): Promise<void>;
  /** PNG of what is in view. */
  screenshot(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** The binary; `undefined` where there is none, or none that may be run. */
export async function chromiumPath(): Promise<string | undefined> {
  for (const path of BINARIES) {
    const { state } = await Deno.permissions.query({ name: "run", command: path });
    if (state !== "granted") continue;
    try {
      await runTied(path, { args: ["--version"] });
      return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}

/** A browser that runs. */
export interface Browser {
  /** Opens a file. */
  open(file: URL): Promise<Page>;
  close(): Promise<void>;
}

/** Starts a browser; `folder` takes its profile. */
export async function openBrowser(binary: string, folder: string): Promise<Browser> {
  const { child: process, released } = spawnTied(binary, {
    args: [`--user-data-dir=${folder}`, ...FLAGS],
    stdout: "null",
    stderr: "piped",
  });
  const { address, drained } = await devToolsAddress(process.stderr);
  const connection = await connect(address);
  return {
    open: (file) => openPage(connection, file),
    async close() {
      await connection.send("Browser.close");
      await Promise.all([connection.closed, process.status, drained]);
      await released();
    },
  };
}

async function openPage(connection: Connection, file: URL): Promise<Page> {
  const requests: string[] = [];
  const errors: string[] = [];

  const { targetId } = await connection.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await connection.send("Target.attachToTarget", { targetId, flatten: true });
  const send = (method: string, params: object = {}): Promise<Message> =>
    connection.send(method, params, sessionId);
  const on = (event: string, listener: (params: Message) => void) =>
    connection.on(sessionId, event, listener);

  on("Network.requestWillBeSent", ({ request }) => {
    if (request.url !== file.href) requests.push(request.url);
  });
  on("Runtime.exceptionThrown", ({ exceptionDetails }) => {
    errors.push(exceptionDetails.exception?.description ?? exceptionDetails.text);
  });
  on("Runtime.consoleAPICalled", ({ type, args }) => {
    errors.push(`console.${type}: ${JSON.stringify(args)}`);
  });
  on("Log.entryAdded", ({ entry }) => errors.push(entry.text));
  for (const domain of ["Network", "Runtime", "Log", "Page"]) await send(`${domain}.enable`);
  const loaded = new Promise((resolve) => on("Page.loadEventFired", resolve));
  await send("Page.navigate", { url: file.href });
  await loaded;

  async function evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception.description);
    return result.value;
  }

  return {
    requests,
    errors,
    evaluate,
    async show({ width, height, scheme, media = "screen" }) {
      const isMobile = { deviceScaleFactor: 1, mobile: false };
      await send("Emulation.setDeviceMetricsOverride", { width, height, ...isMobile });
      const features = [{ name: "prefers-color-scheme", value: scheme }];
      await send("Emulation.setEmulatedMedia", { features, media });
    },
    async click(selector) {
      const [x, y] = await evaluate(`(() => {
        const element = document.querySelector(${JSON.stringify(selector)});
        element.scrollIntoView({ block: "center", inline: "center" });
        const { left, top, width, height } = element.getBoundingClientRect();
        return [left + width / 2, top + height / 2];
      })()`) as readonly [number, number];
      const at = { x, y, button: "left", clickCount: 1 };
      await send("Input.dispatchMouseEvent", { type: "mousePressed", ...at });
      await send("Input.dispatchMouseEvent", { type: "mouseReleased", ...at });
    },
    async press(key) {
      const code = { Enter: 13, Escape: 27 }[key];
      const event = { key, code: key, windowsVirtualKeyCode: code };
      const text = key === "Enter" ? { text: "\r" } : {};
      await send("Input.dispatchKeyEvent", { type: "keyDown", ...event, ...text });
      await send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
    },
    async screenshot() {
      const { data } = await send("Page.captureScreenshot", { format: "png" });
      return Uint8Array.fromBase64(data);
    },
    async close() {
      await connection.send("Target.closeTarget", { targetId });
    },
  };
}
