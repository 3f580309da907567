import type { RunFact } from '../store/sandboxes.ts';

/** What is known about one sandbox when the sweeper looks at it. */
export interface SandboxFact {
  sandbox: { id: string; labels: Readonly<Record<string, string>>; ageMs: number };
  serverId: string;
  /** At least the run it is labelled with, and those that say they have it. */
  runs: readonly RunFact[];
  /** How long it is still spared; negative once that is over, absent when it never was. */
  sparedMs?: number | undefined;
  /** For how long this process has seen the run without anybody who has it. */
  orphanedMs(runId: string): number;
}

export type Decision =
  | { remove: false; because: 'of another server' | 'spared' | 'in use' | 'perhaps in use' | 'young' }
  | {
      remove: true;
      because: 'its run has ended' | 'its run is unknown' | 'its run was given up' | 'kept long enough';
    };

/**
 * How long a run without a lease is left to be taken over. A worker that is there does so within pg-boss's
 * heartbeat (10 s) and its next look (4 s); seen by this process, so that a server that was away sweeps nothing
 * that it is about to take over itself.
 */
const TAKE_OVER_MS = 25_000;
/** Beyond its time limit a run that was handed over has nothing left to take over. */
const HANDED_OVER_MS = 10 * 60_000;
/** A run is always stored before it has a sandbox; this is for clocks that differ. */
const UNKNOWN_MS = 20_000;

/** Whether a sandbox is removed: never a living run's, another server's, or one that is spared. */
export function judgeSandbox(fact: SandboxFact): Decision {
  const { sandbox, sparedMs, runs } = fact;
  if (sandbox.labels.server !== fact.serverId) return { remove: false, because: 'of another server' };
  const users = runs.filter(
    run => run.state !== 'ended' && (run.id === sandbox.labels.run || run.sandboxId === sandbox.id),
  );
  if (users.some(run => isHad(run))) return { remove: false, because: 'in use' };
  if (users.some(run => mayBeTakenOver(run, fact))) return { remove: false, because: 'perhaps in use' };
  if (sparedMs !== undefined) {
    return sparedMs > 0
      ? { remove: false, because: 'spared' }
      : { remove: true, because: 'kept long enough' };
  }
  if (users.length > 0) return { remove: true, because: 'its run was given up' };
  if (runs.some(run => run.id === sandbox.labels.run)) return { remove: true, because: 'its run has ended' };
  if (sandbox.ageMs < UNKNOWN_MS) return { remove: false, because: 'young' };
  return { remove: true, because: 'its run is unknown' };
}

/** Whether nobody has a run that has begun. */
export function isOrphan(run: RunFact): boolean {
  return run.state === 'running' && !isHad(run);
}

const isHad = ({ state, leaseLeftMs = 0 }: RunFact) => state === 'running' && leaseLeftMs > 0;

function mayBeTakenOver(run: RunFact, { orphanedMs }: SandboxFact): boolean {
  if (run.state === 'queued' || orphanedMs(run.id) < TAKE_OVER_MS) return true;
  // Handed over on purpose: its command goes on, and whoever takes it may have to finish something else first.
  return run.leaseLeftMs === undefined && run.ageMs < run.timeoutMs + HANDED_OVER_MS;
}
