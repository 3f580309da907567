import type { Attempt } from './hook.ts';

export interface ChooseOptions {
  /** Milliseconds since the epoch. */
  now: number;
  /** A try that is younger may still be answered. */
  settledMs: number;
  /** After so many tries in vain a delivery is given up. */
  maxAttempts: number;
  /** Events that are of use. */
  events: readonly string[];
}

/**
 * Pure: which deliveries to have sent again, oldest first, each once: those that nobody took in any of their tries.
 * What is named is their newest try.
 */
export function chooseMissed(attempts: readonly Attempt[], options: ChooseOptions): Attempt[] {
  const { now, settledMs, maxAttempts, events } = options;
  const missed: Attempt[] = [];
  for (const tries of Map.groupBy(attempts, ({ guid }) => guid).values()) {
    const newest = tries.reduce((a, b) =>
      b.at > a.at || (b.at.getTime() === a.at.getTime() && b.id > a.id) ? b : a,
    );
    if (!events.includes(newest.event) || tries.some(({ taken }) => taken)) continue;
    if (tries.length >= maxAttempts || now - newest.at.getTime() < settledMs) continue;
    missed.push(newest);
  }
  return missed.sort((a, b) => a.at.getTime() - b.at.getTime());
}
