import { setTimeout as pause } from 'node:timers/promises';

/** More than so many notices in a second are a flood; one may stand for several requests that were stored together. */
const FLOOD_PER_SECOND = 10;
/** In a flood, handling begins this far apart: GitHub waits for storing, nobody at a computer notices a tenth of a second. */
const APART_MS = 100;

/**
 * Keeps handling from slowing down storing. It spaces beginnings out instead of limiting how much is handled at once,
 * because a handler that waits for GitHub costs nothing, and others must not wait for it.
 */
export function createArrivals() {
  /** When the last notices came, oldest first. */
  const last: number[] = [];
  let nextAt = 0;
  return {
    /** There are new requests. */
    hit(): void {
      last.push(performance.now());
      if (last.length > FLOOD_PER_SECOND) last.shift();
    },
    /** Resolves when the next one may be handled: at once, or in its turn during a flood. */
    async turn(signal: AbortSignal): Promise<void> {
      const now = performance.now();
      const [oldest = 0] = last;
      if (last.length < FLOOD_PER_SECOND || now - oldest > 1000) return;
      const at = Math.max(now, nextAt);
      nextAt = at + APART_MS;
      await pause(at - now, undefined, { signal }).catch(() => undefined);
    },
  };
}
