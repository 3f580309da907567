import type { RunFact } from '../store/sandboxes.ts';

/** What is known about one sandbox when the sweeper looks at it. */
export interface SandboxFact {
  sandbox: { id: string; labels: Readonly<Record<string, string>>; ageMs: number };
  serverId: string;
  /** At least the run it is labelled with, and those that say they have it. */
  runs: readonly RunFact[];
  /** How long it is still spared; negative once that is over, absent when it never was. */
  sparedMs?: number | undefined;
}

export type Decision =
  | { remove: false; because: 'of another server' | 'spared' | 'in use' | 'young' }
  | { remove: true; because: 'its run has ended' | 'its run is unknown' | 'kept long enough' };

/** A run is always stored before it has a sandbox; this is for clocks that differ. */
const UNKNOWN_MS = 20_000;

/**
 * Whether a sandbox is removed: never another server's, one that is spared, or that of a run which has not ended: who
 * takes that over finds its command in there.
 */
export function judgeSandbox(fact: SandboxFact): Decision {
  const { sandbox, sparedMs, runs } = fact;
  if (sandbox.labels.server !== fact.serverId) return { remove: false, because: 'of another server' };
  const users = runs.filter(
    run => run.state !== 'ended' && (run.id === sandbox.labels.run || run.sandboxId === sandbox.id),
  );
  if (users.length > 0) return { remove: false, because: 'in use' };
  if (sparedMs !== undefined) {
    return sparedMs > 0
      ? { remove: false, because: 'spared' }
      : { remove: true, because: 'kept long enough' };
  }
  if (runs.some(run => run.id === sandbox.labels.run)) return { remove: true, because: 'its run has ended' };
  if (sandbox.ageMs < UNKNOWN_MS) return { remove: false, because: 'young' };
  return { remove: true, because: 'its run is unknown' };
}
