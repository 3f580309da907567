import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Engine } from './docker-engine.ts';
import { whyStopped } from './docker-state.ts';

/** Short commands are over before it pays to ask the engine for its events. */
const WATCH_AFTER_MS = 1000;
const EVENTS = ['die', 'pause', 'destroy'];

/**
 * Calls `ended` with the reason as soon as the container does not run any more, also where the connection of the
 * command would not show it.
 */
export function watchContainer(engine: Engine, id: string, ended: (reason: unknown) => void): Disposable {
  const since = Math.floor(Date.now() / 1000);
  const stop = new AbortController();
  const timer = setTimeout(() => {
    follow(engine, id, since, stop.signal).then(
      reason => reason && !stop.signal.aborted && ended(reason),
      () => {
        // The engine is out of reach: the command's own connection tells that, with what to do.
      },
    );
  }, WATCH_AFTER_MS).unref();
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      stop.abort();
    },
  };
}

async function follow(engine: Engine, id: string, since: number, signal: AbortSignal): Promise<unknown> {
  const filters = { container: [id], event: EVENTS };
  const events = (await engine.call('watch a container', (client, abortSignal) =>
    client.getEvents({ since, filters, abortSignal }),
  )) as Readable;
  const onAbort = () => events.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    for await (const _ of createInterface({ input: events })) {
      const reason = await whyStopped(engine, id, { signal }).catch((error: unknown) => error);
      if (reason) return reason;
    }
    return undefined;
  } finally {
    signal.removeEventListener('abort', onAbort);
    events.destroy();
  }
}
