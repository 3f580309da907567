import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 30_000;

/** Looks until it is as it should be. @throws Error that says what never became true */
export async function settles<T>(
  look: () => Promise<T>,
  is: (seen: T) => boolean,
  what: string,
): Promise<void> {
  for (const since = performance.now(); ; await pause(20)) {
    const seen = await look();
    if (is(seen)) return;
    if (performance.now() - since > PATIENCE_MS)
      throw new Error(`Not true in time: ${what}; last seen: ${seen}`);
  }
}
