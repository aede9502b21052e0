// The connection to a browser: numbered commands out, answers and events in.

/** Parameters and results, as the protocol's own documents type them. */
// deno-lint-ignore no-explicit-any
export type Message = any;

/** An open connection. */
export interface Connection {
  /** Resolves to the result of a command. */
  send(method: string, params?: object, sessionId?: string): Promise<Message>;
  /** Hears an event of a session, which an attached page has. */
  on(sessionId: string, event: string, listener: (params: Message) => void): void;
  readonly closed: Promise<void>;
}

/** Reads the address that the browser prints, and goes on reading so that its pipe never fills. */
export async function devToolsAddress(
  stderr: ReadableStream<Uint8Array>,
): Promise<{ readonly address: string; readonly drained: Promise<void> }> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const drained = (async () => {
    let text = "";
    for await (const chunk of stderr.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const address = /^DevTools listening on (ws:\S+)$/m.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    }
    reject(new Error(`Cannot start the browser: it printed ${JSON.stringify(text)}`));
  })();
  return { address: await promise, drained };
}

/** Connects to a browser. */
export async function connect(address: string): Promise<Connection> {
  const socket = new WebSocket(address);
  const closed = new Promise<void>((resolve) => socket.addEventListener("close", () => resolve()));
  const pending = new Map<number, PromiseWithResolvers<Message>>();
  const listeners: {
    readonly key: string;
    readonly listener: (params: Message) => void;
  }[] = [];
  let lastId = 0;

  socket.addEventListener("message", ({ data }) => {
    const { id, sessionId, method, params, result, error } = JSON.parse(data);
    if (id === undefined) {
      for (const { key, listener } of listeners) {
        if (key === `${sessionId} ${method}`) listener(params);
      }
    } else if (error === undefined) {
      pending.get(id)?.resolve(result);
    } else {
      pending.get(id)?.reject(new Error(`Cannot drive the browser: ${error.message}`));
    }
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });

  return {
    closed,
    on: (sessionId, event, listener) =>
      void listeners.push({ key: `${sessionId} ${event}`, listener }),
    send(method, params = {}, sessionId) {
      const id = ++lastId;
      const answer = Promise.withResolvers<Message>();
      pending.set(id, answer);
      socket.send(JSON.stringify({ id, method, params, sessionId }));
      return answer.promise;
    },
  };
}
