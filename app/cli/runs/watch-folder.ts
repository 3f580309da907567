import { type FSWatcher, watch } from 'node:fs';

/** Calls `changed` when something in the folder changes, and every `everyMs` where the system tells nothing. */
export function watchFolder(folder: string, everyMs: number, changed: () => void): Disposable {
  const watcher = tryWatch(folder, changed);
  const timer = setInterval(changed, everyMs);
  return {
    [Symbol.dispose]() {
      watcher?.close();
      clearInterval(timer);
    },
  };
}

/** Nothing where the system has no watches left: looking from time to time is enough. */
function tryWatch(folder: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, changed);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
